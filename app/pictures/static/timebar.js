// Date controls: a slider over the dates of the scene, with the status history of measures below it.
"use strict";
tradegraph.timebar = (() => {
  const { make, byId } = tradegraph.helpers;
  const { BY_TERMS } = tradegraph.view;
  const { number, iso, isDay, text, span: spanText } = tradegraph.days;
  const DAY = 86_400_000;
  const MARGIN = 60; // days before the first and after the last change
  const MAX_MEASURES = 3; // shown below the slider

  /**
   * Returns the first and last day of the slider. The earliest tenth of the measures' starts is before the slider;
   * without measures, it starts with the first change. It ends with the last change. The selected date is always on it.
   * The date field and the buttons also reach days before it.
   */
  const range = (scene, day) => {
    const lives = scene.nodes
      .flatMap((node) => node.spans.slice(0, 1).map((span) => span.from))
      .filter(Boolean)
      .map(number);
    const days = scene.days.map(number);
    const first = lives.length ? [lives.sort((a, b) => a - b)[Math.floor(lives.length / 10)]] : days;
    return [Math.min(...first, number(day)) - MARGIN, Math.max(...days, number(day)) + MARGIN];
  };

  /** Returns the measures to show: selected ones first, then requested ones, then those with the most links. */
  const chooseMeasures = (shown, picked, scene) => {
    const measures = shown.nodes.filter(({ node }) => node.spans.length).map(({ node }) => node);
    const first = [picked, [...scene.reach.keys()]].map((ids) => measures.filter((node) => ids.includes(node.id)));
    const rank = (node) => (first[0].includes(node) ? 0 : first[1].includes(node) ? 1 : 2);
    const links = (node) =>
      shown.links.filter(({ link }) => link.subject === node.id || link.object === node.id).length;
    const count = new Map(measures.map((node) => [node, links(node)]));
    return measures.sort((a, b) => rank(a) - rank(b) || count.get(b) - count.get(a)).slice(0, MAX_MEASURES);
  };

  const at = (element, from, to, [first, last]) => {
    const share = (n) => (100 * (Math.min(Math.max(n, first), last) - first)) / (last - first);
    element.style.left = `${share(from)}%`;
    if (to !== null) element.style.width = `${Math.max(share(to) - share(from), 0)}%`;
    return element;
  };
  const life = (node, ends, pick) => {
    const strip = make("div", { class: "strip" });
    for (const span of node.spans) {
      const [from, to] = [span.from ? number(span.from) : ends[0], span.to ? number(span.to) : ends[1]];
      const title = `${span.text}: ${spanText(span.from, span.to) || "dates not known"}`;
      const hatched = span.basis === BY_TERMS ? " by-terms" : "";
      strip.append(
        at(
          make("span", { class: `span of-status-${span.status} ${span.holds}${hatched}`, title }, span.text),
          from,
          to,
          ends,
        ),
      );
    }
    const name = tradegraph.helpers.button(node.name, () => pick({ node: node.id }), {
      class: "whose",
      title: node.name,
      dir: "auto",
    });
    return make("div", { class: "life" }, name, strip);
  };
  const ticks = (ends) => {
    const axis = make("div", { class: "axis", "aria-hidden": "true" });
    const months = (ends[1] - ends[0]) / 30;
    const step = [1, 2, 3, 6, 12, 24, 60, 120].find((each) => months / each <= 14) || 240;
    const day = new Date(ends[0] * DAY);
    day.setUTCDate(1);
    for (
      day.setUTCMonth(Math.ceil((day.getUTCMonth() + 1) / step) * step);
      day / DAY < ends[1];
      day.setUTCMonth(day.getUTCMonth() + step)
    ) {
      const shown =
        step < 12
          ? day.toLocaleDateString("en", {
              month: "short",
              timeZone: "UTC",
              ...(day.getUTCMonth() ? {} : { year: "numeric" }),
            })
          : String(day.getUTCFullYear());
      axis.append(at(make("span", {}, shown), day / DAY, null, ends));
    }
    return axis;
  };

  /**
   * Connects the controls. `hooks`: `slide(day)` while the slider moves, `settle()` when it is released, `go(day)` for a
   * chosen day, `pick(hit)`.
   */
  const create = (hooks) => {
    const slider = byId("slider");
    const field = byId("as-of");
    let changes = {};
    slider.addEventListener("input", () => hooks.slide(iso(Number(slider.value))));
    slider.addEventListener("change", () => hooks.settle());
    field.addEventListener("change", () => isDay(field.value) && hooks.go(field.value));
    for (const [id, which] of [
      ["day-before", "before"],
      ["day-after", "after"],
    ]) {
      byId(id).addEventListener("click", () => changes[which] && hooks.go(changes[which]));
    }
    let drawnFor = "";
    const draw = (scene, shown, picked) => {
      const ends = range(scene, shown.day);
      [slider.min, slider.max, slider.value] = [ends[0], ends[1], number(shown.day)];
      slider.setAttribute("aria-valuetext", text(shown.day));
      if (field.value !== shown.day) field.value = shown.day;
      changes = tradegraph.view.changes(scene, shown.day);
      byId("day-before").disabled = !changes.before;
      byId("day-after").disabled = !changes.after;
      const lives = chooseMeasures(shown, picked, scene);
      const key = JSON.stringify([ends, lives.map((node) => [node.id, node.spans.length])]);
      if (key !== drawnFor) {
        byId("lives").replaceChildren(ticks(ends), ...lives.map((node) => life(node, ends, hooks.pick)));
        drawnFor = key;
      }
      for (const now of document.querySelectorAll("#lives .now")) now.remove();
      for (const strip of document.querySelectorAll("#lives .strip")) {
        strip.append(at(make("i", { class: "now" }), number(shown.day), null, ends));
      }
    };
    return { draw, step: (which) => changes[which] && hooks.go(changes[which]) };
  };

  return { create };
})();
