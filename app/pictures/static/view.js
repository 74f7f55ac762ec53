// Visible part of a scene: the nodes and links for a date and the filters. Pure: no drawing, no requests.
"use strict";
tradegraph.view = (() => {
  /** Certainties of links that are plans or threats. */
  const UNSURE = ["announced", "expected", "offered", "threatened"];
  const NO_STATUS = "not_in_force";
  const BY_TERMS = "by_terms";

  /** Returns the span that contains a day, or null. Spans come from the service and do not overlap. */
  const at = (spans, day) =>
    spans.find((span) => (span.from === null || span.from <= day) && (span.to === null || day < span.to)) || null;

  /** Adds maps from ids to nodes and links. Maps, not objects: an id may be any text, such as `constructor`. */
  const indexed = (scene) => {
    const nodeOf = new Map(scene.nodes.map((node) => [node.id, node]));
    const linkOf = new Map(scene.links.map((link) => [link.link_id, link]));
    const linksOf = new Map(scene.nodes.map((node) => [node.id, []]));
    for (const link of scene.links) {
      linksOf.get(link.subject).push(link);
      if (link.object !== link.subject) linksOf.get(link.object).push(link);
    }
    const capped = new Set(scene.capped);
    return {
      ...scene,
      nodeOf,
      linkOf,
      linksOf,
      reach: new Map(Object.entries(scene.reach)),
      more: new Map(Object.entries(scene.more).map(([id, count]) => [id, capped.has(id) ? `${count}+` : count])),
    };
  };

  /** Returns the first state of a page. Later states are changed copies. `moved` is a list of `[id, x, y]`. */
  const begin = (day, steps = []) => ({
    asOf: day,
    steps,
    hidden: [],
    pinned: [],
    moved: [],
    expected: true,
    path: [],
    off: { kind: [], type: [], status: [], certainty: [] },
  });

  /** Returns the ids of the nodes within reach of those requested or expanded, along links valid on the day. */
  const reached = (scene, links) => {
    const near = new Map();
    for (const { link } of links) {
      for (const [one, other] of [
        [link.subject, link.object],
        [link.object, link.subject],
      ]) {
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

  /** Returns the status that the legend counts; a status by its own terms is counted separately. */
  const statusOf = (node, span) => {
    if (node.group !== "measure") return null;
    if (!span?.status) return NO_STATUS;
    return span.basis === BY_TERMS ? `${span.status}_by_its_own_terms` : span.status;
  };
  /** Returns the span of a node on a day; a measure has spans for days without a status, too. */
  const spanOf = (node, day) => at(node.spans, day) || at(node.without || [], day);

  const count = (values) => {
    const counts = new Map();
    for (const value of values) if (value !== null) counts.set(value, (counts.get(value) || 0) + 1);
    return counts;
  };

  /**
   * Returns what is visible: `nodes` and `links`, each with its span on the day; `counts` before filtering, for the
   * legend; `filtered`, the number of entities that the user hid or filtered out.
   *
   * A node is visible if it is within reach on the day, is not hidden or filtered out, and has a visible link.
   * Requested and pinned nodes need no link. A link is visible if both its nodes are.
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
    const on = there.filter(
      ({ node, span }) =>
        !hidden.has(node.id) &&
        (pinned.has(node.id) ||
          (!state.off.kind.includes(node.kind) && !state.off.status.includes(statusOf(node, span)))),
    );
    const seen = new Set(on.map(({ node }) => node.id));
    const links = between.filter(
      ({ link }) =>
        seen.has(link.subject) &&
        seen.has(link.object) &&
        !state.off.type.includes(link.type) &&
        !state.off.certainty.includes(link.certainty) &&
        (state.expected || !UNSURE.includes(link.certainty)),
    );
    const linked = new Set(links.flatMap(({ link }) => [link.subject, link.object]));
    const nodes = on.filter(({ node }) => linked.has(node.id) || pinned.has(node.id) || scene.reach.has(node.id));
    return {
      day,
      nodes,
      links,
      filtered: there.length - nodes.length,
      counts: {
        kind: count(there.map(({ node }) => node.kind)),
        status: count(there.map(({ node, span }) => statusOf(node, span))),
        type: count(between.map(({ link }) => link.type)),
        certainty: count(between.map(({ link }) => link.certainty)),
        look: count([
          ...links.map(({ span }) => span.look),
          ...nodes.map(({ span }) => (span && span.look !== "holds" ? span.look : null)),
        ]),
        byTerms: [...links, ...nodes].filter(({ span }) => span && span.basis === BY_TERMS).length,
      },
    };
  };

  /** Returns the ids of the nodes, those linked with them, and the links between. */
  const neighbourhood = ({ links }, ids) => {
    const own = links.map(({ link }) => link).filter((link) => ids.includes(link.subject) || ids.includes(link.object));
    return {
      nodes: new Set([...ids, ...own.flatMap((link) => [link.subject, link.object])]),
      links: new Set(own.map((link) => link.link_id)),
    };
  };
  /** Returns the ids of the nodes and links to highlight: those around the selected node or link; null for all. */
  const highlighted = (visible, picked) => {
    if (picked.link) {
      const { link } = visible.links.find((one) => one.link.link_id === picked.link) || {};
      return link ? { nodes: new Set([link.subject, link.object]), links: new Set([link.link_id]) } : null;
    }
    return picked.nodes.length === 1 ? neighbourhood(visible, picked.nodes) : null;
  };

  /**
   * Merges links from one entity to another that look the same: each bundle has its `links`, and the first one as `link`.
   * Links that look different stay apart, so that a threat never looks like a fact.
   */
  const bundles = ({ links }) => {
    const found = new Map();
    for (const { link, span } of links) {
      const key = JSON.stringify([link.subject, link.object, span.look, span.basis ?? null]);
      if (found.has(key)) found.get(key).links.push(link);
      else found.set(key, { link, span, links: [link] });
    }
    return [...found.values()];
  };
  /** Returns the label of a bundle: what its links say, each once, and their number. */
  const bundleLabel = ({ links }) => {
    const said = [...new Set(links.map(({ label }) => label))];
    const text = said.length > 2 ? `${said.slice(0, 2).join(", ")} …` : said.join(", ");
    return links.length > 1 ? `${text} ×${links.length}` : text;
  };

  /** Returns the nearest days before and after one on which something in the scene starts or ends, or null. */
  const changes = (scene, day) => ({
    before: scene.days.findLast((one) => one < day) ?? null,
    after: scene.days.find((one) => one > day) ?? null,
  });

  /** Returns the id nearest to another one in a direction, given the places of all; the first id if it has no place. */
  const nearestOf = (places, id, [dx, dy]) => {
    const from = places.get(id);
    if (!from) return places.size ? places.keys().next().value : null;
    let best = [Infinity, id];
    for (const [other, to] of places) {
      const along = (to.x - from.x) * dx + (to.y - from.y) * dy;
      const aside = Math.abs((to.x - from.x) * dy) + Math.abs((to.y - from.y) * dx);
      if (along > 1 && along + 2 * aside < best[0]) best = [along + 2 * aside, other];
    }
    return best[1];
  };

  const without = (list, item) => list.filter((one) => one !== item);
  const toggled = (list, item) => (list.includes(item) ? without(list, item) : [...list, item]);

  return {
    UNSURE,
    NO_STATUS,
    BY_TERMS,
    at,
    spanOf,
    indexed,
    begin,
    shown,
    statusOf,
    neighbourhood,
    highlighted,
    bundles,
    bundleLabel,
    nearestOf,
    changes,
    without,
    toggled,
  };
})();
