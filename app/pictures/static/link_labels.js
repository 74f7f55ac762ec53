// Labels of links: finds a free place on each line.
"use strict";
tradegraph.linkLabels = (() => {
  /** Parts of a line at which a label may be, the best first. */
  const PLACES = [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82];
  const overlap = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;

  /**
   * Returns the labels with their boxes, which overlap neither each other nor those `taken`; labels without room are left
   * out. `wanted` are texts with the id of a link and the number of links, `pointOn(id, part)` is a point of its line, `boxOf` the size of a label.
   */
  const place = (wanted, taken, pointOn, boxOf) => {
    const labels = [];
    for (const { id, text, count } of wanted) {
      const size = boxOf({ text });
      for (const part of PLACES) {
        const box = { ...pointOn(id, part), ...size };
        if (taken.some((other) => overlap(box, other))) continue;
        taken.push(box);
        labels.push({ text, count, ...box });
        break;
      }
    }
    return labels;
  };

  /** Returns the texts of merged links: the label of those `labelled`, the number of those `counted`. */
  const texts = (merged, labelled, counted) =>
    merged
      .filter((one) => labelled(one) || counted(one))
      .map((one) => ({
        id: one.link.link_id,
        text: labelled(one) ? tradegraph.view.bundleLabel(one) : `×${one.links.length}`,
        count: labelled(one) ? one.links.length : 0,
      }));

  return { place, texts };
})();
