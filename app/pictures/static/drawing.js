// Drawing on a canvas: nodes, names and labels, in the colours of the style sheet.
"use strict";
tradegraph.drawing = (() => {
  const FONT = 'system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif';
  const HEADING = `600 14px ${FONT}`;
  const NARROW = 0.88; // labels of small pictures are made narrower by this
  const LEAST = 11; // pixels of the smallest letters on the screen
  const GROUPS = ["actor", "measure", "product", "agreement", "event", "asset"];
  const LOOKS = ["holds", "eased", "suspended", "planned", "unset", "possible", "ended", "disputed"];
  const HOLLOW = ["ended", "planned", "unset"];
  const HATCH = 7; // distance between hatching lines
  /** Dashes for links by their own terms: vis-network rounds the ends, so short dashes become dots. */
  const BEADS = { dash: [0.5, 7], width: 4.5 };

  /** Reads the colours and dashes of the current theme. */
  const readPalette = () => {
    const probe = tradegraph.helpers.make("span", { hidden: true });
    document.body.append(probe);
    const style = getComputedStyle(document.documentElement);
    const color = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const dash = (look) => {
      const text = style.getPropertyValue(`--dash-${look}`).trim();
      return text === "none" ? [] : text.split(/\s+/).map(Number);
    };
    const palette = {
      ...Object.fromEntries(
        ["paper", "ink", "soft", "pick", "accent", "rule", "hatch"].map((name) => [name, color(name)]),
      ),
      groups: Object.fromEntries(
        GROUPS.map((group) => [
          group,
          { fill: color(group), ink: color(`${group}-ink`), edge: color(`${group}-edge`) },
        ]),
      ),
      looks: Object.fromEntries(LOOKS.map((look) => [look, { color: color(`look-${look}`), dash: dash(look) }])),
    };
    probe.remove();
    return palette;
  };

  const polygon = (ctx, points) => {
    ctx.beginPath();
    for (const [x, y] of points) ctx.lineTo(x, y); // the first lineTo of a path moves there
    ctx.closePath();
  };
  /** Traces the outline of a group: actors round, measures square, products pointed, events with cut corners, ships and aircraft as hulls. */
  const outline = (ctx, group, x, y, w, h) => {
    const [l, r, t, b] = [x - w / 2, x + w / 2, y - h / 2, y + h / 2];
    if (group === "product") {
      const c = Math.min(12, h / 2);
      polygon(ctx, [
        [l, y],
        [l + c, t],
        [r - c, t],
        [r, y],
        [r - c, b],
        [l + c, b],
      ]);
    } else if (group === "event") {
      polygon(ctx, [
        [l, t + 7],
        [l + 7, t],
        [r - 7, t],
        [r, t + 7],
        [r, b - 7],
        [r - 7, b],
        [l + 7, b],
        [l, b - 7],
      ]);
    } else if (group === "asset") {
      polygon(ctx, [
        [l, t],
        [r, t],
        [r - 10, b],
        [l + 10, b],
      ]);
    } else {
      ctx.beginPath();
      ctx.roundRect(l, t, w, h, group === "measure" || group === "agreement" ? 3 : Math.min(h / 2, 18));
    }
  };

  /** Fills the current path with diagonal lines. */
  const hatch = (ctx, color, x, y, w, h) => {
    ctx.save();
    ctx.clip();
    ctx.beginPath();
    for (let at = x - w / 2 - h; at < x + w / 2; at += HATCH) {
      ctx.moveTo(at, y + h / 2);
      ctx.lineTo(at + h, y - h / 2);
    }
    ctx.lineWidth = 1.6;
    ctx.strokeStyle = color;
    ctx.stroke();
    ctx.restore();
  };

  /**
   * Draws a node. `how` has its look, the flags hatched, faded, strong and pinned, the word under its name, and `more`, the
   * number of its links outside the picture.
   */
  const node = (ctx, palette, of, x, y, how) => {
    const [w, h] = [of.width, of.height];
    const colors = palette.groups[of.group] || palette.groups.actor;
    const look = palette.looks[how.look];
    const special = how.look !== "holds";
    const hollow = HOLLOW.includes(how.look);
    const fill = hollow ? palette.paper : colors.fill;
    ctx.globalAlpha = 1;
    outline(ctx, of.group, x, y, w, h);
    ctx.fillStyle = palette.paper;
    ctx.fill(); // opaque, so that no link shows through the name of a faded node
    if (how.faded) ctx.globalAlpha = 0.25;
    ctx.fillStyle = fill;
    ctx.fill();
    if (how.hatched) {
      hatch(ctx, hollow ? look.color : palette.hatch, x, y, w, h);
      outline(ctx, of.group, x, y, w, h);
    }
    ctx.lineWidth = how.strong ? 3.5 : special ? 2.5 : 1.3;
    if (special && !how.strong) {
      ctx.strokeStyle = palette.paper; // makes the gaps of the dashes visible on the fill
      ctx.stroke();
    }
    ctx.strokeStyle = how.strong ? palette.pick : special ? look.color : colors.edge;
    ctx.setLineDash(special && !how.strong ? look.dash : []);
    ctx.stroke();
    ctx.setLineDash([]);
    if (of.group === "agreement") {
      ctx.lineWidth = 1;
      ctx.strokeStyle = colors.edge;
      ctx.strokeRect(x - w / 2 + 3.5, y - h / 2 + 3.5, w - 7, h - 7);
    }
    if (how.focus) mark(ctx, palette, of, x, y); // below the word
    tradegraph.names.draw(
      ctx,
      of,
      x,
      y,
      hollow ? palette.ink : colors.ink,
      how.hatched ? fill : null,
      how.scale,
      how.word,
    );
    if (how.word) chip(ctx, palette, x, y + h / 2, how.word, how.scale);
    if (how.more) badge(ctx, palette, x + w / 2, y - h / 2, `+${how.more}`, how.scale);
    if (how.pinned) pin(ctx, palette, x - w / 2 + 2, y - h / 2 + 1);
    ctx.globalAlpha = 1;
  };
  /** Draws the word under a name, on the lower border. */
  const chip = (ctx, palette, x, y, text, scale) => {
    const size = Math.max(11, LEAST / scale);
    ctx.font = `600 ${size}px ${FONT}`;
    const w = ctx.measureText(text).width + 8;
    ctx.fillStyle = palette.paper;
    const at = y + (size > 11 ? size * 0.2 : 2);
    ctx.fillRect(x - w / 2, at - size / 2 - 1, w, size + 2);
    ctx.fillStyle = palette.ink;
    ctx.fillText(text, x, at);
  };
  const badge = (ctx, palette, x, y, text, scale) => {
    const size = Math.max(11, LEAST / scale);
    if (size > 11) [x, y] = [x + size * 0.8, y - size * 0.45]; // not over the name
    ctx.font = `600 ${size}px ${FONT}`;
    const w = ctx.measureText(text).width + 9;
    ctx.beginPath();
    ctx.roundRect(x - w + 7, y - size / 2 - 2, w, size + 4, size / 2 + 2);
    ctx.fillStyle = palette.paper;
    ctx.fill();
    ctx.lineWidth = 1;
    ctx.strokeStyle = palette.soft;
    ctx.stroke();
    ctx.fillStyle = palette.soft;
    ctx.fillText(text, x - w / 2 + 7, y + 0.5);
  };
  const pin = (ctx, palette, x, y) => {
    ctx.beginPath();
    ctx.arc(x, y, 5.5, 0, 2 * Math.PI);
    ctx.fillStyle = palette.pick;
    ctx.fill();
    ctx.lineWidth = 1.5;
    ctx.strokeStyle = palette.paper;
    ctx.stroke();
  };

  /** Draws the ring around an entity that the picture was asked for. */
  const mark = (ctx, palette, of, x, y) => {
    outline(ctx, of.group, x, y, of.width + 9, of.height + 9);
    ctx.lineWidth = 3;
    ctx.strokeStyle = palette.pick;
    ctx.stroke();
  };

  /** Draws the ring around the node with the keyboard focus. */
  const ring = (ctx, palette, of, x, y) => {
    ctx.beginPath();
    ctx.roundRect(x - of.width / 2 - 6, y - of.height / 2 - 6, of.width + 12, of.height + 12, 9);
    ctx.lineWidth = 2.5;
    ctx.strokeStyle = palette.accent;
    ctx.stroke();
  };

  /** Returns the size of the letters of labels, which are never smaller than 11 pixels on the screen. */
  const labelSize = (scale) => Math.max(12, LEAST / scale);
  const labelWidth = (ctx, text, size) => {
    ctx.font = `${size}px ${FONT}`;
    return ctx.measureText(text).width * (size > 12 ? NARROW : 1) + 6;
  };
  const headingWidth = (ctx, text) => {
    ctx.font = HEADING;
    return ctx.measureText(text).width + 10;
  };
  /** Draws the labels of links at their places. */
  const labels = (ctx, palette, placed) => {
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    for (const label of placed) {
      ctx.font = `${label.size}px ${FONT}`;
      ctx.globalAlpha = 0.88;
      ctx.fillStyle = palette.paper;
      ctx.fillRect(label.x - label.w / 2, label.y - label.h / 2, label.w, label.h);
      ctx.globalAlpha = 1;
      ctx.fillStyle = palette.ink;
      ctx.fillText(label.text, label.x, label.y + 0.5, label.w - 5);
    }
  };
  /** Draws the headings of the columns on a band that covers the links. */
  const headings = (ctx, palette, all, top, scale) => {
    if (!all.length) return;
    const size = Math.max(14, LEAST / scale);
    const at = all.map(([x]) => x);
    const [left, right] = [Math.min(...at) - 160, Math.max(...at) + 160];
    ctx.fillStyle = palette.paper;
    ctx.fillRect(left, top + 10 - size, right - left, 2 * size);
    ctx.font = `600 ${size}px ${FONT}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillStyle = palette.soft;
    for (const [x, text] of all) ctx.fillText(text, x, top + 10);
  };

  return {
    FONT,
    BEADS,
    readPalette,
    outline,
    hatch,
    node,
    ring,
    labels,
    labelSize,
    labelWidth,
    headings,
    headingWidth,
  };
})();
