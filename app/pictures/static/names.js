// Names in the boxes of a picture, and the icons that tell kinds of actors apart.
"use strict";
tradegraph.names = (() => {
  const FONT = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
  const SIZE = 15;
  const LINE = 17;
  const LEAST = 11; // pixels of the smallest letters on the screen
  const ICON = 16; // room for an icon, as in layout.py
  const SQUEEZE = 0.84; // letters are made narrower by this before a name is cut
  const FEWEST = 5; // a name that is cut to fewer letters says nothing

  // Icons in a square of 12x12.
  const PATHS = {
    Official: "M6 1a2.6 2.6 0 1 1 0 5.2A2.6 2.6 0 1 1 6 1M1 12c0-6 10-6 10 0z",
    Person: "M6 1a2.6 2.6 0 1 1 0 5.2A2.6 2.6 0 1 1 6 1M1 12c0-6 10-6 10 0z",
    Government: "M2 0h1.4v12H2zM3.4 1H11L9.4 3.7 11 6.4H3.4z",
    Agency: "M6 0l6 3.4v1.2H0V3.4zM1.2 5.6h1.8v4H1.2zM5.1 5.6h1.8v4H5.1zM9 5.6h1.8v4H9zM0 10.6h12V12H0z",
    Court: "M5.3 0h1.4v10.6H9V12H3v-1.4h2.3zM1 2.2h10v1.2H1zM0 7l1.8-3.4L3.6 7zM8.4 7l1.8-3.4L12 7z",
    Company: "M0 12V5l3.6 2V5l3.6 2V1H12v11z",
    Organization: "M6 0a6 6 0 1 1 0 12A6 6 0 1 1 6 0M6 2.6a3.4 3.4 0 1 0 0 6.8 3.4 3.4 0 1 0 0-6.8",
  };
  const shapes = new Map();
  const icon = (kind) => {
    if (!shapes.has(kind)) shapes.set(kind, new Path2D(PATHS[kind]));
    return shapes.get(kind);
  };

  const cuts = new Map();
  /** Cuts a text in the middle, so that its beginning and its end stay; empty if too little is left. */
  const cut = (ctx, text, width) => {
    const key = `${ctx.font} ${Math.round(width)} ${text}`;
    if (!cuts.has(key)) {
      let [low, high] = [0, text.length - 1];
      const shortened = (n) =>
        `${text.slice(0, Math.ceil(n / 2)).trimEnd()}…${text.slice(text.length - Math.floor(n / 2)).trimStart()}`;
      if (ctx.measureText(text).width <= width) cuts.set(key, text);
      else {
        while (low < high) {
          const middle = Math.ceil((low + high) / 2);
          if (ctx.measureText(shortened(middle)).width <= width) low = middle;
          else high = middle - 1;
        }
        cuts.set(key, low < FEWEST ? "" : shortened(low));
      }
      if (cuts.size > 5000) cuts.delete(cuts.keys().next().value);
    }
    return cuts.get(key);
  };

  /**
   * Returns the size and the lines of the name of a node, as they are drawn. Letters are at least 11 pixels high on the
   * screen: if the picture is small, the name is cut in the middle. A `word` under the name takes a line.
   */
  const textOf = (ctx, of, scale, word) => {
    const size = Math.max(SIZE, LEAST / scale);
    const large = size > SIZE;
    const left = PATHS[of.kind] && !large ? ICON : 0;
    const room = of.width - (large ? 6 : 16) - left;
    ctx.font = `${size}px ${FONT}`;
    const fits = Math.floor((of.height + 4) / (size * 1.12)) - (large && word ? 1 : 0);
    const lines = large && fits < of.lines.length ? [of.name] : of.lines;
    return { size, large, left, room, lines: large ? lines.map((line) => cut(ctx, line, room / SQUEEZE)) : lines };
  };

  /** Draws the name of a node, with the icon of its kind. `halo` is the colour around the letters, if any. */
  const draw = (ctx, of, x, y, color, halo, scale, word) => {
    const { size, large, left, room, lines } = textOf(ctx, of, scale, word);
    ctx.fillStyle = color;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    lines.forEach((line, i) => {
      const at = y + (large && word ? -size * 0.3 : 0.5) + (i - (lines.length - 1) / 2) * (large ? size * 1.12 : LINE);
      if (halo) {
        [ctx.strokeStyle, ctx.lineWidth, ctx.lineJoin] = [halo, 5, "round"];
        ctx.strokeText(line, x + left / 2, at, room);
      }
      ctx.fillText(line, x + left / 2, at, room);
    });
    if (!left) return;
    ctx.save();
    ctx.translate(x - of.width / 2 + 9, y - 6);
    ctx.fill(icon(of.kind), "evenodd");
    ctx.restore();
  };

  return { PATHS, textOf, draw };
})();
