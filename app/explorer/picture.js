// Draws the picture: reads the data blocks of the page, gives them to vis-network, and tells of what is picked.
// Text from the data only ever becomes a text node or is painted on the canvas; it is never read as markup.
"use strict";
(() => {
  const element = (id) => document.getElementById(id);
  const read = (id) => JSON.parse(element(id).textContent);
  const nodes = read("data-nodes");
  const edges = read("data-edges");
  const scene = read("data-scene");
  const options = JSON.parse(read("data-options")); // pyvis hands its options over as JSON within JSON
  const container = element("canvas");
  const panel = element("details");

  const FONT = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
  const HEADING = `600 14px ${FONT}`;
  const LINE = 17;
  const SIZE = 15;
  const MARGIN = 26;
  const READABLE = 0.6; // below this scale a name is too small to read: a narrow window starts with a part instead
  const LOOKS = ["holds", "eased", "suspended", "planned", "possible", "ended", "disputed"];
  const GROUPS = ["actor", "measure", "product", "agreement", "event"];

  // vis-network keeps nodes in a plain object; the prefix keeps an id like "__proto__" an ordinary key.
  const key = (id) => `n:${id}`;
  const nodeOf = new Map(nodes.map((node) => [key(node.id), node]));
  const edgeOf = new Map(edges.map((edge) => [edge.id, edge]));
  const linksOf = new Map(nodes.map((node) => [key(node.id), []]));
  for (const edge of edges) {
    linksOf.get(key(edge.from)).push(edge);
    if (edge.from !== edge.to) linksOf.get(key(edge.to)).push(edge);
  }

  // ---- colours -----------------------------------------------------------------------------------------------------
  let palette;
  const readPalette = () => {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(`--${name}`).trim();
    palette = { paper: value("paper"), ink: value("ink"), soft: value("soft"), pick: value("pick"), groups: {}, looks: {} };
    for (const group of GROUPS) {
      palette.groups[group] = { fill: value(group), ink: value(`${group}-ink`), edge: value(`${group}-edge`) };
    }
    for (const look of LOOKS) {
      const dash = value(`dash-${look}`);
      palette.looks[look] = { color: value(`look-${look}`), dash: dash === "none" ? [] : dash.split(/\s+/).map(Number) };
    }
  };

  // ---- what is picked ----------------------------------------------------------------------------------------------
  let picked = null; // {node} or {edge}, by key
  let near = null; // keys of the nodes, and ids of the edges, that belong to what is picked
  let labelsOn = scene.labels;
  let labels = []; // where labels of links stand: {edge, x, y, w, h}

  const belongs = (set, id) => !near || near[set].has(id);
  const pick = (next) => {
    picked = next;
    near = null;
    if (picked) {
      const of = picked.node ? linksOf.get(picked.node) : [edgeOf.get(picked.edge)];
      near = { edges: new Set(of.map((edge) => edge.id)), nodes: new Set(picked.node ? [picked.node] : []) };
      for (const edge of of) near.nodes.add(key(edge.from)).add(key(edge.to));
    }
    restyle();
    showDetails();
  };

  // ---- nodes -------------------------------------------------------------------------------------------------------
  const polygon = (ctx, points) => {
    ctx.beginPath();
    points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
    ctx.closePath();
  };
  const outline = (ctx, group, x, y, w, h) => {
    const [l, r, t, b] = [x - w / 2, x + w / 2, y - h / 2, y + h / 2];
    if (group === "product") {
      const c = Math.min(12, h / 2);
      polygon(ctx, [[l, y], [l + c, t], [r - c, t], [r, y], [r - c, b], [l + c, b]]);
    } else if (group === "event") {
      polygon(ctx, [[l, t + 7], [l + 7, t], [r - 7, t], [r, t + 7], [r, b - 7], [r - 7, b], [l + 7, b], [l, b - 7]]);
    } else {
      ctx.beginPath();
      ctx.roundRect(l, t, w, h, group === "measure" || group === "agreement" ? 3 : Math.min(h / 2, 18));
    }
  };
  const drawNode = ({ ctx, id, x, y, state }) => {
    const node = nodeOf.get(id);
    const [w, h] = node.box;
    const colors = palette.groups[node.group] || palette.groups.actor;
    const look = palette.looks[node.look];
    const special = node.look !== "holds";
    const hollow = node.look === "ended" || node.look === "planned";
    const paint = () => {
      ctx.globalAlpha = 1;
      outline(ctx, node.group, x, y, w, h);
      ctx.fillStyle = palette.paper;
      ctx.fill(); // opaque below the faded ones too, so that no link shines through a name
      if (!belongs("nodes", id)) ctx.globalAlpha = 0.25;
      ctx.fillStyle = hollow ? palette.paper : colors.fill;
      ctx.fill();
      const strong = state.hover || (picked && picked.node === id);
      ctx.lineWidth = strong ? 3.5 : special ? 2.5 : 1.3;
      if (special && !strong) {
        ctx.strokeStyle = palette.paper; // the gaps of the dashes, which would be lost on the fill
        ctx.stroke();
      }
      ctx.strokeStyle = strong ? palette.pick : special ? look.color : colors.edge;
      ctx.setLineDash(special && !strong ? look.dash : []);
      ctx.stroke();
      ctx.setLineDash([]);
      if (node.group === "agreement") {
        ctx.lineWidth = 1;
        ctx.strokeStyle = colors.edge;
        ctx.strokeRect(x - w / 2 + 3.5, y - h / 2 + 3.5, w - 7, h - 7);
      }
      paintName(ctx, node, x, y, w, hollow ? palette.ink : colors.ink);
    };
    return { drawNode: paint, nodeDimensions: { width: w, height: h } };
  };
  const paintName = (ctx, node, x, y, w, color) => {
    ctx.fillStyle = color;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    node.lines.forEach((line, i) => {
      ctx.font = `${SIZE}px ${FONT}`;
      const width = ctx.measureText(line).width;
      if (width > w - 16) ctx.font = `${(SIZE * (w - 16)) / width}px ${FONT}`;
      ctx.fillText(line, x, y + 0.5 + (i - (node.lines.length - 1) / 2) * LINE);
    });
  };

  // ---- links -------------------------------------------------------------------------------------------------------
  const hasArrow = (edge) => edge.arrows !== ""; // none where neither end comes first
  const edgeStyle = (edge) => {
    const look = palette.looks[edge.look];
    const on = belongs("edges", edge.id);
    const strong = picked && on;
    const color = on ? look.color : palette.soft;
    return {
      id: edge.id,
      color: { color, highlight: palette.pick, hover: palette.pick, opacity: on ? 1 : 0.13 },
      dashes: look.dash.length ? look.dash : false,
      width: (edge.look === "holds" ? 1.5 : 1.8) + (strong ? 0.9 : 0),
    };
  };
  // vis-network bends a link by its own rules; asking it for the points keeps the label on the line.
  const pointOn = (edge, t) => network.body.edges[edge.id].edgeType.getPoint(t);
  const overlaps = (a, b) => Math.abs(a.x - b.x) * 2 < a.w + b.w && Math.abs(a.y - b.y) * 2 < a.h + b.h;
  const placeLabels = () => {
    const shown = picked ? edges.filter((edge) => near.edges.has(edge.id)) : labelsOn ? edges : [];
    const at = network.getPositions();
    const taken = nodes.map((node) => ({ ...at[key(node.id)], w: node.box[0] + 4, h: node.box[1] + 2 }));
    const ctx = measuring;
    ctx.font = HEADING;
    for (const [x, text] of scene.headings) taken.push({ x, y: scene.top + 10, w: ctx.measureText(text).width + 10, h: 20 });
    ctx.font = `12px ${FONT}`;
    labels = [];
    for (const edge of shown) {
      const w = ctx.measureText(edge.label).width + 8;
      for (const t of [0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82]) {
        const box = { ...pointOn(edge, t), w, h: 16 };
        if (taken.some((other) => overlaps(box, other))) continue;
        taken.push(box);
        labels.push({ edge, ...box });
        break;
      }
    }
    container.dataset.labels = String(labels.length);
  };
  const measuring = document.createElement("canvas").getContext("2d");
  const paintLabels = (ctx) => {
    ctx.font = `12px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const label of labels) {
      ctx.globalAlpha = 0.88;
      ctx.fillStyle = palette.paper;
      ctx.fillRect(label.x - label.w / 2, label.y - label.h / 2, label.w, label.h);
      ctx.globalAlpha = 1;
      ctx.fillStyle = palette.ink;
      ctx.fillText(label.edge.label, label.x, label.y + 0.5);
    }
  };
  const paintHeadings = (ctx) => {
    ctx.font = HEADING;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const [x, text] of scene.headings) {
      const width = ctx.measureText(text).width + 10;
      ctx.fillStyle = palette.paper;
      ctx.fillRect(x - width / 2, scene.top, width, 20);
      ctx.fillStyle = palette.soft;
      ctx.fillText(text, x, scene.top + 10);
    }
  };

  // ---- the network -------------------------------------------------------------------------------------------------
  readPalette();
  const tip = (node) => `${node.label} (${node.kind})`;
  const visEdges = new vis.DataSet(
    edges.map((edge) => ({
      ...edgeStyle(edge),
      from: key(edge.from),
      to: key(edge.to),
      smooth: { enabled: true, ...edge.smooth },
      arrows: { to: { ...options.edges.arrows.to, enabled: hasArrow(edge) } },
      title: edge.label,
    })),
  );
  const visNodes = new vis.DataSet(
    nodes.map((node) => ({
      id: key(node.id), x: node.x, y: node.y, title: tip(node), shape: "custom", ctxRenderer: drawNode, size: node.box[1] / 2,
    })),
  );
  const network = new vis.Network(container, { nodes: visNodes, edges: visEdges }, options);
  for (const [id, node] of nodeOf) {
    // A custom shape learns its size only after it was drawn, and keeps the first one it took: say it beforehand.
    const shape = network.body.nodes[id].shape;
    [shape.customSizeWidth, shape.customSizeHeight] = node.box;
    shape.refreshNeeded = true;
  }
  const restyle = () => {
    visEdges.update(edges.map(edgeStyle));
    network.redraw();
    placeLabels();
    network.redraw();
  };

  // ---- view --------------------------------------------------------------------------------------------------------
  let moved = false; // whether the reader chose a view of their own
  const bounds = () => {
    const at = Object.entries(network.getPositions()).map(([id, { x, y }]) => ({ x, y, box: nodeOf.get(id).box }));
    const left = Math.min(...at.map((n) => n.x - n.box[0] / 2));
    const right = Math.max(...at.map((n) => n.x + n.box[0] / 2));
    const bottom = Math.max(...at.map((n) => n.y + n.box[1] / 2));
    const top = Math.min(scene.top, ...at.map((n) => n.y - n.box[1] / 2));
    return { left, right, top, bottom };
  };
  const fit = (whole) => {
    const { left, right, top, bottom } = bounds();
    const [w, h] = [container.clientWidth, container.clientHeight];
    const scale = Math.min((w - 2 * MARGIN) / (right - left), (h - 2 * MARGIN) / (bottom - top), 1.5);
    let position = { x: (left + right) / 2, y: (top + bottom) / 2 };
    if (!whole && scale < READABLE && w < 700) {
      const busiest = [...linksOf].reduce((best, next) => (next[1].length > best[1].length ? next : best))[0];
      position = network.getPosition(busiest);
      network.moveTo({ position, scale: READABLE, animation: false });
    } else {
      network.moveTo({ position, scale: Math.max(scale, 0.02), animation: false });
    }
    container.dataset.scale = network.getScale().toFixed(3);
  };
  const zoom = (factor) => {
    moved = true;
    network.moveTo({ scale: Math.min(Math.max(network.getScale() * factor, 0.02), 6), animation: false });
  };
  // What is picked must not lie under the panel that tells of it.
  const uncover = (id) => {
    const at = network.canvasToDOM(network.getPosition(id));
    const [over, frame] = [panel.getBoundingClientRect(), container.getBoundingClientRect()];
    const reach = (nodeOf.get(id).box[0] / 2) * network.getScale();
    const across = over.width < frame.width / 2 ? Math.max(0, at.x + reach + 16 - (over.left - frame.left)) : 0;
    const down = over.width < frame.width / 2 ? 0 : Math.max(0, at.y + 40 - (over.top - frame.top));
    if (!across && !down) return;
    const { x, y } = network.getViewPosition();
    const scale = network.getScale();
    network.moveTo({ position: { x: x + across / scale, y: y + down / scale }, animation: false });
  };

  // ---- details -----------------------------------------------------------------------------------------------------
  const make = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };
  const rowsOf = (rows) => {
    const list = make("dl");
    for (const [name, value] of rows) list.append(make("dt", name), make("dd", value, { dir: "auto" }));
    return list;
  };
  const nameOf = (id) => nodeOf.get(key(id)).label;
  const showDetails = () => {
    panel.replaceChildren();
    panel.hidden = !picked;
    if (!picked) return;
    const close = make("button", "×", { type: "button", class: "close", "aria-label": "Close details" });
    close.addEventListener("click", () => pick(null));
    panel.append(close);
    if (picked.node) tellNode(nodeOf.get(picked.node));
    else tellEdge(edgeOf.get(picked.edge));
  };
  const seenFrom = (edge, node) => {
    const other = nameOf(edge.from === node.id ? edge.to : edge.from);
    if (!hasArrow(edge)) return `${edge.label} – ${other}`;
    return edge.from === node.id ? `${edge.label} → ${other}` : `${other} → ${edge.label}`;
  };
  const tellNode = (node) => {
    panel.append(make("h2", node.label, { dir: "auto" }), rowsOf(node.rows));
    const links = linksOf.get(key(node.id));
    if (!links.length) return;
    const list = make("ul");
    for (const edge of links) {
      const button = make("button", seenFrom(edge, node), { type: "button", dir: "auto" });
      button.addEventListener("click", () => pick({ edge: edge.id }));
      const item = make("li");
      item.append(button);
      list.append(item);
    }
    panel.append(make("h3", `${links.length} ${links.length === 1 ? "link" : "links"} in this picture`), list);
  };
  const tellEdge = (edge) => {
    const list = make("ul");
    for (const id of [edge.from, edge.to]) {
      const button = make("button", nameOf(id), { type: "button", dir: "auto" });
      button.addEventListener("click", () => pick({ node: key(id) }));
      const item = make("li");
      item.append(button);
      list.append(item);
    }
    const said = `${nameOf(edge.from)} ${hasArrow(edge) ? "→" : "–"} ${nameOf(edge.to)}`;
    panel.append(make("h2", edge.label), make("p", said, { class: "said", dir: "auto" }));
    const rows = rowsOf(edge.rows);
    if (edge.fact_id) {
      const told = make("dd");
      told.append(edge.href ? make("a", "statements and sources", { href: edge.href }) : make("span", edge.fact_id));
      rows.append(make("dt", edge.href ? "Evidence" : "Fact"), told);
    }
    panel.append(rows, make("h3", "Between"), list);
  };

  // ---- what the reader does ----------------------------------------------------------------------------------------
  network.on("click", ({ nodes: [node], edges: [edge] }) => {
    pick(node !== undefined ? { node } : edge !== undefined ? { edge } : null);
    if (node !== undefined) uncover(node);
  });
  network.on("dragEnd", ({ nodes: dragged }) => (dragged.length ? restyle() : (moved = true)));
  network.on("zoom", () => (moved = true));
  network.on("afterDrawing", (ctx) => {
    paintHeadings(ctx);
    paintLabels(ctx);
  });
  network.on("hoverNode", () => (container.style.cursor = "pointer"));
  network.on("blurNode", () => (container.style.cursor = ""));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && picked) pick(null);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    readPalette();
    restyle();
  });
  new ResizeObserver(() => moved || fit(false)).observe(container);

  const toggle = element("toggle-labels");
  toggle.addEventListener("click", () => {
    labelsOn = !labelsOn;
    toggle.setAttribute("aria-pressed", String(labelsOn));
    restyle();
  });
  element("zoom-in").addEventListener("click", () => zoom(1.25));
  element("zoom-out").addEventListener("click", () => zoom(0.8));
  element("fit").addEventListener("click", () => {
    moved = false;
    fit(true);
  });
  const tables = element("tables");
  tables.addEventListener("toggle", () => element("toggle-tables").setAttribute("aria-expanded", String(tables.open)));
  element("toggle-tables").addEventListener("click", () => {
    tables.open = !tables.open;
    if (tables.open) tables.scrollIntoView();
  });
  for (const name of tables.querySelectorAll("[data-node]")) {
    if (!nodeOf.has(key(name.dataset.node))) continue; // more than can be drawn
    const button = make("button", name.textContent, { type: "button" });
    button.addEventListener("click", () => {
      pick({ node: key(name.dataset.node) });
      element("screen").scrollIntoView();
      uncover(key(name.dataset.node));
    });
    name.replaceChildren(button);
  }
  element("controls").hidden = false;

  fit(false);
  restyle();
  window.tradegraph = Object.freeze({ network, key, pick }); // for a console, and for tests
  document.documentElement.dataset.ready = "true";
})();
