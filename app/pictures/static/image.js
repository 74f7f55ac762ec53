// PNG export: the picture at twice the resolution of the screen, with title, dates and legend.
"use strict";
tradegraph.image = (() => {
  const { drawing } = tradegraph;
  const SCALE = 2;
  const PADDING = 24;

  /** Draws the whole picture, `SCALE` times as large as the window, on a new canvas. */
  const drawn = (canvas) => {
    const { network, container } = canvas;
    const [w, h] = [container.clientWidth, container.clientHeight];
    const before = { position: network.getViewPosition(), scale: network.getScale() };
    network.setSize(`${w * SCALE}px`, `${h * SCALE}px`);
    canvas.fit(true);
    network.moveTo({ scale: network.getScale() * SCALE, animation: false });
    network.redraw();
    const [from] = container.getElementsByTagName("canvas");
    const copy = document.createElement("canvas");
    [copy.width, copy.height] = [w * SCALE, h * SCALE];
    copy.getContext("2d").drawImage(from, 0, 0, copy.width, copy.height);
    network.setSize("100%", "100%");
    network.moveTo({ ...before, animation: false });
    network.redraw();
    return copy;
  };

  const entries = (shown, texts) => {
    const groups = new Map();
    for (const { node } of shown.nodes) groups.set(node.group, [...(groups.get(node.group) || []), node.kind]);
    const kinds = (all) =>
      [...new Set(all)]
        .sort()
        .map((kind) => `${kind} ${all.filter((k) => k === kind).length}`)
        .join(", ");
    return [
      ...[...groups].map(([group, all]) => ({ group, text: kinds(all) })),
      ...Object.entries(texts.looks)
        .filter(([look]) => shown.counts.look.get(look))
        .map(([look, text]) => ({ look, text })),
      ...(shown.counts.byTerms ? [{ look: "holds", hatched: true, text: texts.by_terms }] : []),
    ];
  };

  /** Draws the legend in lines of at most `width`, from `y` down. Returns where it ends. */
  const legend = (ctx, palette, all, width, y) => {
    let x = PADDING;
    ctx.font = `13px ${drawing.FONT}`;
    ctx.textAlign = "left";
    ctx.textBaseline = "middle";
    for (const { group, look, hatched, text } of all) {
      const w = 40 + ctx.measureText(text).width + 22;
      if (x > PADDING && x + w > width - PADDING) [x, y] = [PADDING, y + 22];
      if (group) {
        const colors = palette.groups[group] || palette.groups.actor;
        drawing.outline(ctx, group, x + 16, y, 30, 14);
        [ctx.fillStyle, ctx.strokeStyle, ctx.lineWidth] = [colors.fill, colors.edge, 1.2];
        ctx.fill();
      } else {
        const { color, dash } = palette.looks[look];
        ctx.beginPath();
        ctx.moveTo(x, y);
        ctx.lineTo(x + 32, y);
        [ctx.strokeStyle, ctx.lineWidth] = [color, hatched ? drawing.BEADS.width : 2];
        ctx.lineCap = hatched ? "round" : "butt";
        ctx.setLineDash(hatched ? drawing.BEADS.dash : dash);
      }
      ctx.stroke();
      ctx.setLineDash([]);
      ctx.fillStyle = palette.ink;
      ctx.fillText(text, x + 40, y);
      x += w;
    }
    return y + 22;
  };

  /** Returns a PNG of the picture. `words` are the title and the line below it; `texts` the words of the legend. */
  const png = async (canvas, shown, words, texts) => {
    const palette = canvas.palette();
    const picture = drawn(canvas);
    const sheet = document.createElement("canvas");
    const ctx = sheet.getContext("2d");
    const width = picture.width / SCALE;
    const all = entries(shown, texts);
    const foot = legend(ctx, palette, all, width, 0) + 14; // drawn here only to measure it
    [sheet.width, sheet.height] = [picture.width, picture.height + (64 + foot) * SCALE];
    ctx.fillStyle = palette.paper;
    ctx.fillRect(0, 0, sheet.width, sheet.height);
    ctx.drawImage(picture, 0, 64 * SCALE);
    ctx.scale(SCALE, SCALE);
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    ctx.fillStyle = palette.ink;
    ctx.font = `600 18px ${drawing.FONT}`;
    ctx.fillText(words.title, PADDING, 30, width - 2 * PADDING);
    ctx.fillStyle = palette.soft;
    ctx.font = `13px ${drawing.FONT}`;
    ctx.fillText(words.dates, PADDING, 52, width - 2 * PADDING);
    legend(ctx, palette, all, width, picture.height / SCALE + 64 + 14);
    return new Promise((done) => sheet.toBlob(done, "image/png"));
  };

  return { png, SCALE };
})();
