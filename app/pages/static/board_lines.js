// Lines of a board: drawn only for the row that the user points at or walks to, and labelled at the far end.
"use strict";
tradegraph.boardLines = (() => {
  const { byId, svg } = tradegraph.helpers;
  const MAX_LABEL = 60;

  const shown = (element) => element?.checkVisibility?.({ visibilityProperty: true }) ?? Boolean(element?.offsetParent);
  const clear = () => byId("lines")?.replaceChildren();

  /** Returns the element at the far end: the row of the member that acted, if it can be seen, or the box of the entity. */
  const farEnd = (board, row, id) => {
    const member = board.querySelector(`.at-middle .row[data-id="${CSS.escape(id)}"]`);
    if (member && member !== row && shown(member)) return member;
    return board.querySelector(`[data-hub="${CSS.escape(id)}"]`) || board.querySelector("[data-hub]");
  };

  /** Groups what ties a row to the entity by the far end, so that each end has one line. */
  const ends = (board, row) => {
    const found = new Map();
    for (const tie of JSON.parse(row.dataset.ties)) {
      const end = farEnd(board, row, tie.end);
      if (!end || end === row) continue;
      const text = tie.of && end.dataset.hub !== undefined ? `${tie.of}: ${tie.text}` : tie.text;
      found.set(end, [...(found.get(end) || []), text]);
    }
    return found;
  };

  const short = (text) => (text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL - 1)}…` : text);

  /** Draws the lines of a row, from its near edge to each far end. */
  const draw = (board, row) => {
    const layer = byId("lines");
    layer.replaceChildren();
    if (!shown(layer) || !shown(row)) return;
    const origin = layer.getBoundingClientRect();
    const place = (element) => {
      const box = element.getBoundingClientRect();
      return {
        left: box.left - origin.left,
        right: box.right - origin.left,
        y: (box.top + box.bottom) / 2 - origin.top,
      };
    };
    const from = place(row);
    let number = 0;
    for (const [end, texts] of ends(board, row)) {
      const to = place(end);
      const rightward = from.right <= to.left + 40;
      const inside = !rightward && from.left < to.right - 40; // both in the middle column
      const x1 = inside ? from.left + 4 : rightward ? from.right : from.left;
      const x2 = inside ? to.left : rightward ? to.left : to.right;
      const bend = inside ? -26 : (x2 - x1) / 2;
      const path = `M${x1} ${from.y}C${x1 + bend} ${from.y} ${inside ? x2 + bend : x2 - bend} ${to.y} ${x2} ${to.y}`;
      const attributes = row.classList.contains("unsure") ? { d: path, class: "unsure" } : { d: path };
      const label = svg("text", {
        x: x2 + (inside ? 30 : rightward ? -8 : 8),
        y: to.y - 8 + 20 * number,
        "text-anchor": rightward && !inside ? "end" : "start",
      });
      label.textContent = short(texts.join("; "));
      layer.append(svg("path", attributes), svg("circle", { cx: x2, cy: to.y, r: 3.5 }), label);
      const box = label.getBBox();
      label.before(svg("rect", { x: box.x - 5, y: box.y - 2, width: box.width + 10, height: box.height + 4, rx: 4 }));
      number += 1;
    }
  };

  return { draw, clear };
})();
