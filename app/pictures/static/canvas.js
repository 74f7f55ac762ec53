// The picture: hands nodes and links to vis-network, which draws them and reports clicks.
"use strict";
tradegraph.canvas = (() => {
  const { drawing, linkLabels } = tradegraph;
  const { BY_TERMS, bundles, bundleLabel, nearestOf } = tradegraph.view;
  const MARGIN = 16;
  const READABLE = 0.6; // names are too small to read below this scale; a narrow window then starts with a part
  const COVER = 440; // width of the details panel plus half a node
  const MIN_SCALE = 0.02;
  const MAX_SCALE = 6;
  const MANY = 25; // with more links, those that do not touch the entity asked for are faded
  const FAINT = 0.15;

  // vis-network uses ids as keys of plain objects; the prefix makes an id such as "__proto__" an ordinary key.
  const key = (id) => `n:${id}`;
  const idOf = (key_) => key_.slice(2);

  /**
   * Creates a picture in an element. Calls `hooks`: `pick(hit, more)`, `expand(id)`, `move(places)`. `hit` is `{node}`,
   * `{link}` or null; `more` is true to add to the selection. `cover` is an element that may overlap the picture, such as
   * the details panel.
   */
  const create = (container, cover, options, hooks) => {
    let palette = drawing.readPalette();
    let scene = null;
    let shown = { nodes: [], links: [] };
    let marks = {
      picked: [],
      link: null,
      path: new Set(),
      near: null,
      pinned: new Set(),
      focus: new Set(),
      at: null,
      labels: false,
    };
    let labels = [];
    let merged = []; // the bundles of links on screen
    let firstOf = new Map(); // the link that is drawn for each link
    let moved = false; // whether the user zoomed or moved the picture
    const nodes = new vis.DataSet();
    const links = new vis.DataSet();
    const network = new vis.Network(container, { nodes, edges: links }, options);
    const measuring = document.createElement("canvas").getContext("2d");
    const spanOf = new Map();
    let drawnAs = new Map(); // the last style of each link, to update only what changed

    // ---- styles ----------------------------------------------------------------------------------------------------
    const near = (kind, id) => !marks.near || marks.near[kind].has(id);
    const touches = ({ subject, object }) => marks.focus.has(subject) || marks.focus.has(object);
    let faint = false; // whether links off the focus are faded
    const drawNode = ({ ctx, id, x, y, state }) => {
      const of = scene.nodeOf.get(idOf(id));
      const span = spanOf.get(of.id);
      const how = {
        look: span ? span.look : "holds",
        hatched: Boolean(span) && span.basis === BY_TERMS,
        word: span ? span.word : null,
        faded: !near("nodes", of.id),
        strong: state.hover || marks.picked.includes(of.id),
        pinned: marks.pinned.has(of.id),
        focus: marks.focus.has(of.id),
        scale: network.getScale(),
        more: scene.more.get(of.id),
      };
      const size = { width: of.width, height: of.height };
      return { drawNode: () => drawing.node(ctx, palette, of, x, y, how), nodeDimensions: size };
    };
    const linkStyle = ({ link, span, links: all }) => {
      const look = palette.looks[span.look];
      const hatched = span.basis === BY_TERMS;
      const on = all.some(({ link_id }) => near("links", link_id));
      const path = all.some(({ link_id }) => marks.path.has(link_id));
      const strong = on && (marks.near || path);
      const color = path ? palette.pick : on ? look.color : palette.soft;
      const pale = !on || (faint && !path && !touches(link));
      return {
        id: key(link.link_id),
        color: { color, highlight: palette.pick, hover: palette.pick, opacity: pale ? FAINT : 1 },
        dashes: hatched ? drawing.BEADS.dash : look.dash.length ? look.dash : false,
        width: (hatched ? drawing.BEADS.width : span.look === "holds" ? 1.5 : 1.8) + (strong ? 0.9 : 0),
      };
    };
    const bent = ({ link }) => ({ smooth: { enabled: true, ...link.bend } });
    const linkItem = (one) => ({
      ...bent(one),
      from: key(one.link.subject),
      to: key(one.link.object),
      arrows: { to: { ...options.edges.arrows.to, enabled: one.link.arrow } },
      title: bundleLabel(one),
    });

    // ---- nodes and links -------------------------------------------------------------------------------------------
    const syncNodes = (state) => {
      const wanted = new Set(shown.nodes.map(({ node }) => key(node.id)));
      nodes.remove(nodes.getIds().filter((id) => !wanted.has(id)));
      const moved_ = new Map(state.moved.map(([id, ...place]) => [id, place]));
      const fresh = [];
      const shifted = [];
      for (const { node } of shown.nodes) {
        const [x, y] = moved_.get(node.id) || [node.x, node.y];
        const there = nodes.get(key(node.id));
        if (!there) {
          const title = `${node.name} (${node.kind})`;
          const size = Math.max(node.width, node.height) / 2; // vis-network skips nodes farther outside than this
          fresh.push({ id: key(node.id), x, y, title, shape: "custom", ctxRenderer: drawNode, size });
        } else if (there.x !== x || there.y !== y) shifted.push({ id: key(node.id), x, y });
      }
      nodes.add(fresh);
      nodes.update(shifted);
      for (const { id } of fresh) {
        // A custom shape takes its size from its first drawing and keeps it, so set the size before.
        const { shape } = network.body.nodes[id];
        const of = scene.nodeOf.get(idOf(id));
        [shape.customSizeWidth, shape.customSizeHeight] = [of.width, of.height];
        shape.refreshNeeded = true;
      }
      // vis-network updates the place of a node only when it draws it, and does not draw nodes outside the view.
      for (const { id } of [...fresh, ...shifted]) network.body.nodes[id].updateBoundingBox(measuring, false);
    };
    const syncLinks = () => {
      merged = bundles(shown);
      firstOf = new Map(merged.flatMap(({ link, links: all }) => all.map((one) => [one.link_id, link.link_id])));
      faint = !marks.near && shown.links.length > MANY && shown.links.some(({ link }) => touches(link));
      const wanted = new Set(merged.map(({ link }) => key(link.link_id)));
      links.remove(links.getIds().filter((id) => !wanted.has(id)));
      const changed = [];
      const now = new Map();
      for (const one of merged) {
        const style = linkStyle(one);
        const said = JSON.stringify([style, one.link.bend, one.links.length]);
        if (drawnAs.get(style.id) !== said)
          changed.push(
            drawnAs.has(style.id)
              ? { ...style, ...bent(one), title: bundleLabel(one) }
              : { ...style, ...linkItem(one) },
          );
        now.set(style.id, said);
      }
      drawnAs = now;
      links.update(changed);
    };

    /** Draws the visible part of a scene. */
    const draw = (scene_, shown_, state, marks_) => {
      [scene, shown, marks] = [scene_, shown_, marks_];
      spanOf.clear();
      for (const { node, span } of shown.nodes) spanOf.set(node.id, span);
      syncNodes(state);
      syncLinks();
      placeLabels();
      network.body.emitter.emit("_requestRedraw"); // once, with the next frame
    };

    // Ask vis-network for the points of its curve, so that the label is on the line.
    const pointOn = (id, t) => network.body.edges[key(id)].edgeType.getPoint(t);
    const headings = () => {
      const columns = new Set(shown.nodes.map(({ node }) => node.column));
      return scene.headings.filter(([, , column]) => columns.has(column));
    };
    const placeLabels = () => {
      const near_ = marks.near || (marks.path.size ? { links: marks.path } : null);
      const labelled = ({ links: all }) => (near_ ? all.some((one) => near_.links.has(one.link_id)) : marks.labels);
      const counted = ({ link, links: all }) => all.length > 1 && (!faint || touches(link)) && !marks.near;
      const wanted = linkLabels.texts(merged, labelled, counted);
      const at = network.getPositions();
      const taken = shown.nodes.map(({ node }) => ({ ...at[key(node.id)], w: node.width + 4, h: node.height + 2 }));
      for (const [x, text] of headings())
        taken.push({ x, y: scene.top + 10, w: drawing.headingWidth(measuring, text), h: 20 });
      const size = drawing.labelSize(network.getScale());
      const boxOf = ({ text }) => ({ w: drawing.labelWidth(measuring, text, size), h: size + 4, size });
      labels = linkLabels.place(wanted, taken, pointOn, boxOf);
      container.dataset.labels = String(labels.reduce((sum, { count }) => sum + count, 0));
    };
    const finish = (ctx) => {
      if (!scene) return;
      drawing.headings(ctx, palette, headings(), scene.top, network.getScale());
      drawing.labels(ctx, palette, labels);
      const standing = marks.at !== null && network.body.nodes[key(marks.at)];
      if (standing) drawing.ring(ctx, palette, scene.nodeOf.get(marks.at), standing.x, standing.y);
    };

    // ---- the view --------------------------------------------------------------------------------------------------
    const moveTo = (view) => network.moveTo({ ...view, animation: false });
    const bounds = () => {
      const at = network.getPositions();
      const boxes = shown.nodes.map(({ node }) => ({ ...at[key(node.id)], w: node.width, h: node.height }));
      return {
        left: Math.min(...boxes.map((b) => b.x - b.w / 2)),
        right: Math.max(...boxes.map((b) => b.x + b.w / 2)),
        top: Math.min(scene.top, ...boxes.map((b) => b.y - b.h / 2)),
        bottom: Math.max(...boxes.map((b) => b.y + b.h / 2)),
      };
    };
    const busiest = () => {
      const at = (id) => shown.links.filter(({ link }) => link.subject === id || link.object === id).length;
      return shown.nodes
        .map(({ node }) => [at(node.id), node.id])
        .reduce((best, next) => (next[0] > best[0] ? next : best))[1];
    };
    /** Returns `[width, height]` of the part of the container that is not covered, from its upper left corner. */
    const free = () => {
      const frame = container.getBoundingClientRect();
      if (cover.hidden) return [frame.width, frame.height];
      const over = cover.getBoundingClientRect();
      return over.width < frame.width / 2
        ? [Math.max(over.left - frame.left, 0), frame.height]
        : [frame.width, Math.max(over.top - frame.top, 0)];
    };
    /** Shows the whole picture; without `whole`, a narrow window shows the busiest node at a readable size. */
    const fit = (whole) => {
      if (!shown.nodes.length) return;
      moved = false;
      const { left, right, top, bottom } = bounds();
      const [w, h] = free();
      const scale = Math.min((w - 2 * MARGIN) / (right - left), (h - 2 * MARGIN) / (bottom - top), 1.5);
      if (!whole && scale < READABLE && container.clientWidth < 700) {
        moveTo({ position: network.getPosition(key(busiest())), scale: READABLE });
      } else {
        const used = Math.max(scale, MIN_SCALE);
        const [dx, dy] = [(container.clientWidth - w) / 2 / used, (container.clientHeight - h) / 2 / used];
        moveTo({ position: { x: (left + right) / 2 + dx, y: (top + bottom) / 2 + dy }, scale: used });
      }
      container.dataset.scale = network.getScale().toFixed(3);
      placeLabels();
    };
    /** Shows the whole picture again, unless the user zoomed or moved it. */
    const refit = () => moved || fit(true);
    const zoom = (factor) => {
      moved = true;
      moveTo({ scale: Math.min(Math.max(network.getScale() * factor, MIN_SCALE), MAX_SCALE) });
      placeLabels();
    };
    /** Returns true if the details panel would cover a node. */
    const under = (id) => {
      const at = network.canvasToDOM(network.getPosition(key(id)));
      const [w, h] = [container.clientWidth, container.clientHeight];
      return w > 700 ? at.x > w - COVER : at.y > h * 0.4;
    };
    /** Moves the view so that a node is inside and not covered. */
    const reveal = (id) => {
      if (!network.body.nodes[key(id)]) return;
      const at = network.canvasToDOM(network.getPosition(key(id)));
      const reach = (scene.nodeOf.get(id).width / 2) * network.getScale() + 16;
      const [right, bottom] = free();
      const shift = (low, high, to) => (high > to ? high - to : Math.min(low, 0));
      const [dx, dy] = [shift(at.x - reach, at.x + reach, right), shift(at.y - 40, at.y + 40, bottom)];
      if (!dx && !dy) return;
      const { x, y } = network.getViewPosition();
      const scale = network.getScale();
      moved = true;
      moveTo({ position: { x: x + dx / scale, y: y + dy / scale } });
    };

    // ---- events ----------------------------------------------------------------------------------------------------
    network.on("click", ({ nodes: [node], edges: [link], event }) => {
      const hit = node !== undefined ? { node: idOf(node) } : link !== undefined ? { link: idOf(link) } : null;
      const { shiftKey, ctrlKey, metaKey } = event.srcEvent;
      hooks.pick(hit, shiftKey || ctrlKey || metaKey);
    });
    network.on("doubleClick", ({ nodes: [node] }) => node !== undefined && hooks.expand(idOf(node)));
    network.on("dragEnd", ({ nodes: dragged }) => {
      if (!dragged.length) {
        moved = true;
        return;
      }
      const at = network.getPositions(dragged);
      hooks.move(dragged.map((id) => [idOf(id), Math.round(at[id].x), Math.round(at[id].y)]));
    });
    network.on("zoom", () => {
      moved = true;
      placeLabels();
    });
    network.on("afterDrawing", finish);
    network.on("hoverNode", () => (container.style.cursor = "pointer"));
    network.on("blurNode", () => (container.style.cursor = ""));
    document.addEventListener("themechange", () => {
      palette = drawing.readPalette();
      if (!scene) return;
      syncLinks();
      network.redraw();
    });
    new ResizeObserver(() => moved || fit(false)).observe(container);

    /** Returns the nearest node in a direction, such as `[0, -1]` for up; without a start, the first node. */
    const nearest = (id, direction) => {
      const at = network.getPositions();
      return nearestOf(new Map(shown.nodes.map(({ node }) => [node.id, at[key(node.id)]])), id, direction);
    };

    /** Returns the link that is drawn for a link: they are merged if they join the same entities and look the same. */
    const edgeOf = (id) => firstOf.get(id) ?? id;

    return { network, key, edgeOf, draw, fit, refit, zoom, reveal, under, nearest, container, palette: () => palette };
  };

  return { create };
})();
