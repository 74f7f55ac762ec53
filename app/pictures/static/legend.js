// Legend and filters: the kinds, statuses, link types and certainties on the date, with counts and switches.
"use strict";
tradegraph.legend = (() => {
  const { make, button, svg, byId, data } = tradegraph.helpers;
  const { toggled, NO_STATUS } = tradegraph.view;
  const HEADINGS = { kind: "Kinds", status: "Status of measures", type: "Links", certainty: "Certainty" };
  const words = (name) => name.replaceAll("_", " ").toLowerCase();
  let phrases = null;
  /** Returns a link type as a phrase, such as "is based in". */
  const phrase = (type) => {
    phrases ??= data("data-page").texts.links;
    return phrases[type] ?? words(type);
  };
  const TEXTS = { kind: (value) => value, type: phrase, status: words, certainty: words };

  const shape = (group, kind) => {
    const picture = svg("svg", {
      class: `shape of-${group}`,
      width: 26,
      height: 14,
      viewBox: "0 0 26 14",
      "aria-hidden": "true",
    });
    const box = (x, y, w, h, rx) => svg("rect", { x, y, width: w, height: h, rx });
    const points = (text) => svg("polygon", { points: text });
    picture.append(
      ...(
        {
          measure: () => [box(1, 1, 24, 12, 1)],
          product: () => [points("1,7 6,1 20,1 25,7 20,13 6,13")],
          agreement: () => [box(1, 1, 24, 12, 0), box(3.5, 3.5, 19, 7, 0)],
          asset: () => [points("1,1 25,1 20,13 6,13")],
          event: () => [points("1,4 4,1 22,1 25,4 25,10 22,13 4,13 1,10")],
        }[group] || (() => [box(1, 1, 24, 12, 6)])
      )(),
    );
    const path = tradegraph.names.PATHS[kind];
    if (path)
      picture.append(
        svg("path", { d: path, class: "icon", transform: "translate(8.2 2.2) scale(.8)", "fill-rule": "evenodd" }),
      );
    return picture;
  };
  /** Creates the colour sample of a status; a status by its own terms is hatched. */
  const swatch = (status, byTerms) =>
    make("span", { class: `dot of-status-${status}${byTerms ? " by-terms" : ""}`, "aria-hidden": "true" });
  const swatchOf = (value) => {
    const [status, byTerms] = value.split("_by_its_own_terms");
    return swatch(value === NO_STATUS ? "none" : status, byTerms !== undefined);
  };
  const line = (look) => {
    const attributes = { class: `line look-${look}`, width: 34, height: 8, viewBox: "0 0 34 8", "aria-hidden": "true" };
    return svg("svg", attributes, svg("line", { x1: 0, y1: 4, x2: 34, y2: 4 }));
  };

  const entry = (facet, value, n, shown, state, change, mark) => {
    const on = !state.off[facet].includes(value);
    const flip = () => change({ off: { ...state.off, [facet]: toggled(state.off[facet], value) } });
    const attributes = { "aria-pressed": String(on), class: "filter", "data-focus": `${facet}:${value}` };
    const others = [...shown.counts[facet].keys()].filter((one) => one !== value);
    const alone = others.length > 0 && on && others.every((one) => state.off[facet].includes(one));
    const only = button(alone ? "all" : "only", () => change({ off: { ...state.off, [facet]: alone ? [] : others } }), {
      class: "only",
      "aria-label": alone ? `Show all: ${HEADINGS[facet]}` : `Show only ${TEXTS[facet](value)}`,
      "data-focus": `only:${facet}:${value}`,
    });
    const made = button("", flip, attributes);
    made.append(
      ...(mark ? [mark] : []),
      make("span", { class: "word" }, TEXTS[facet](value)),
      make("span", { class: "count" }, String(n)),
    );
    return make("li", {}, made, others.length ? only : null);
  };

  const facet = (name, shown, state, change, groupOf) => {
    const counts = new Map([...state.off[name].map((value) => [value, 0]), ...shown.counts[name]]);
    if (!counts.size) return [];
    const list = make("ul", {});
    for (const [value, n] of [...counts].sort(([a, m], [b, k]) => k - m || (a < b ? -1 : 1))) {
      const mark = { kind: () => shape(groupOf(value), value), status: () => swatchOf(value) }[name];
      list.append(entry(name, value, n, shown, state, change, mark ? mark() : null));
    }
    return [make("h2", {}, HEADINGS[name]), list];
  };

  const lines = (shown, { looks, by_terms: byTerms }) => {
    const list = make("ul", { class: "lines" });
    for (const [look, text] of Object.entries(looks)) {
      const n = shown.counts.look.get(look);
      if (n)
        list.append(
          make(
            "li",
            {},
            line(look),
            make("span", { class: "word" }, text),
            make("span", { class: "count" }, String(n)),
          ),
        );
    }
    if (shown.counts.byTerms) {
      const hatched = [line("by-terms"), swatch("in_force", true)];
      list.append(
        make(
          "li",
          {},
          ...hatched,
          make("span", { class: "word" }, byTerms),
          make("span", { class: "count" }, String(shown.counts.byTerms)),
        ),
      );
    }
    return list.children.length ? [make("h2", {}, "Lines"), list] : [];
  };

  /** Draws the legend and restores the focus. `change` receives the changes to the state. */
  const draw = (scene, shown, state, texts, change) => {
    const panel = byId("filters");
    const focus = document.activeElement?.dataset?.focus;
    const groups = new Map(scene.nodes.map((node) => [node.kind, node.group]));
    const filtered = Object.values(state.off).some((list) => list.length) || state.hidden.length > 0;
    panel.replaceChildren(
      ...["kind", "status", "type", "certainty"].flatMap((name) =>
        facet(name, shown, state, change, (kind) => groups.get(kind) || "actor"),
      ),
      ...lines(shown, texts),
    );
    const all = byId("show-all");
    all.hidden = !filtered;
    all.textContent = shown.filtered ? `Show all (${shown.filtered} hidden)` : "Show all";
    if (focus) panel.querySelector(`[data-focus="${CSS.escape(focus)}"]`)?.focus();
  };

  return { draw, words, phrase, shape, swatch };
})();
