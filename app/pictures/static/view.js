// What of a scene is shown on a day, under the filters. Nothing is drawn and nothing is asked for here.
"use strict";
tradegraph.view = (() => {
  /** Certainties of what is not said to be so. */
  const UNSURE = ["announced", "expected", "offered", "threatened"];
  const NO_STATUS = "not_in_force";
  const BY_TERMS = "by_terms";

  /** The span that a day falls into, or null. The service worked the spans out; they do not overlap. */
  const at = (spans, day) =>
    spans.find((span) => (span.from === null || span.from <= day) && (span.to === null || day < span.to)) || null;

  /** A scene with its nodes and links to be found by id: by maps, for an id may be any text, `constructor` too. */
  const indexed = (scene) => {
    const nodeOf = new Map(scene.nodes.map((node) => [node.id, node]));
    const linkOf = new Map(scene.links.map((link) => [link.link_id, link]));
    const linksOf = new Map(scene.nodes.map((node) => [node.id, []]));
    for (const link of scene.links) {
      linksOf.get(link.subject).push(link);
      if (link.object !== link.subject) linksOf.get(link.object).push(link);
    }
    return { ...scene, nodeOf, linkOf, linksOf, reach: new Map(Object.entries(scene.reach)), more: new Map(Object.entries(scene.more)) };
  };

  /** The state in which a page begins; every later one is a copy with something changed. `moved` has `[id, x, y]` each. */
  const begin = (day, steps = []) => ({
    asOf: day, steps, hidden: [], pinned: [], moved: [], expected: true, path: [],
    off: { kind: [], type: [], status: [], certainty: [] },
  });

  /** Ids of the nodes that lie within reach of those asked for or expanded, along links of the day. */
  const reached = (scene, links) => {
    const near = new Map();
    for (const { link } of links) {
      for (const [one, other] of [[link.subject, link.object], [link.object, link.subject]]) {
        if (!near.has(one)) near.set(one, []);
        near.get(one).push(other);
      }
    }
    const left = new Map([...scene.reach].filter(([id]) => scene.nodeOf.has(id)));
    const waiting = [...left.keys()];
    while (waiting.length) {
      const id = waiting.shift();
      const hops = left.get(id) - 1;
      if (hops < 0) continue;
      for (const other of near.get(id) || []) {
        if ((left.get(other) ?? -1) >= hops) continue;
        left.set(other, hops);
        waiting.push(other);
      }
    }
    return new Set(left.keys());
  };

  /** A status as the legend counts it: what came about by its own terms alone is counted apart. */
  const statusOf = (node, span) => {
    if (node.group !== "measure") return null;
    if (!span || !span.status) return NO_STATUS;
    return span.basis === BY_TERMS ? `${span.status}_by_its_own_terms` : span.status;
  };
  /** The span of a node on a day: with a status, or of a measure without one. */
  const spanOf = (node, day) => at(node.spans, day) || at(node.without || [], day);

  const count = (values) => {
    const counts = new Map();
    for (const value of values) if (value !== null) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  };

  /**
   * What is shown: `nodes` and `links`, each with the span of the day; `counts` of what could be, for the legend;
   * `filtered`, how many entities of the day the reader put out of sight.
   *
   * A node is shown that lies within reach on the day, is neither hidden nor filtered out, and keeps a link, unless it
   * was asked for or pinned. A link is shown between two such nodes.
   */
  const shown = (scene, state) => {
    const day = state.asOf;
    const holding = scene.links.map((link) => ({ link, span: at(link.spans, day) })).filter(({ span }) => span);
    const pinned = new Set(state.pinned);
    const within = reached(scene, holding);
    const there = scene.nodes
      .filter((node) => within.has(node.id) || pinned.has(node.id))
      .map((node) => ({ node, span: spanOf(node, day) }));
    const ids = new Set(there.map(({ node }) => node.id));
    const between = holding.filter(({ link }) => ids.has(link.subject) && ids.has(link.object));

    const hidden = new Set(state.hidden);
    const on = there.filter(({ node, span }) => !hidden.has(node.id) && (pinned.has(node.id) ||
      (!state.off.kind.includes(node.kind) && !state.off.status.includes(statusOf(node, span)))));
    const seen = new Set(on.map(({ node }) => node.id));
    const links = between.filter(({ link }) => seen.has(link.subject) && seen.has(link.object) &&
      !state.off.type.includes(link.type) && !state.off.certainty.includes(link.certainty) &&
      (state.expected || !UNSURE.includes(link.certainty)));
    const linked = new Set(links.flatMap(({ link }) => [link.subject, link.object]));
    const nodes = on.filter(({ node }) => linked.has(node.id) || pinned.has(node.id) || scene.reach.has(node.id));
    return {
      day, nodes, links, filtered: there.length - nodes.length,
      counts: {
        kind: count(there.map(({ node }) => node.kind)),
        status: count(there.map(({ node, span }) => statusOf(node, span))),
        type: count(between.map(({ link }) => link.type)),
        certainty: count(between.map(({ link }) => link.certainty)),
        look: count([...links.map(({ span }) => span.look),
          ...nodes.map(({ span }) => (span && span.look !== "holds" ? span.look : null))]),
        byTerms: [...links, ...nodes].filter(({ span }) => span && span.basis === BY_TERMS).length,
      },
    };
  };

  /** The days before and after one on which something of the scene begins or ends, or null. */
  const changes = (scene, day) => ({
    before: scene.days.findLast((one) => one < day) ?? null,
    after: scene.days.find((one) => one > day) ?? null,
  });

  const without = (list, item) => list.filter((one) => one !== item);
  const toggled = (list, item) => (list.includes(item) ? without(list, item) : [...list, item]);

  return { UNSURE, NO_STATUS, BY_TERMS, at, spanOf, indexed, begin, shown, statusOf, changes, without, toggled };
})();
