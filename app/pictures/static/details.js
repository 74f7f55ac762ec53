// The panel beside the picture: what is told of the node or link that is picked, and what can be done with it.
"use strict";
tradegraph.details = (() => {
  const { make, button, rows, byId, get } = tradegraph.helpers;
  const { days } = tradegraph;
  const { at, spanOf, BY_TERMS } = tradegraph.view;
  const { words, shape, swatch } = tradegraph.legend;

  const nameOf = (scene, id) => scene.nodeOf.get(id)?.name ?? id;
  const seenFrom = (scene, link, id) => {
    const other = nameOf(scene, link.subject === id ? link.object : link.subject);
    if (!link.arrow) return `${link.label} – ${other}`;
    return link.subject === id ? `${link.label} → ${other}` : `${other} → ${link.label}`;
  };
  const section = (title, ...children) => make("section", {}, make("h3", {}, title), ...children);
  const doing = (...buttons) => make("div", { class: "doing" }, ...buttons);

  const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const mark = (span) => swatch(span.status || "none", span.basis === BY_TERMS);

  const asked_ = new Map();
  /** An entity as of a day, asked for once for each day. */
  const entity = (id, day, known) => {
    const key = [id, day, known].join(" ");
    if (!asked_.has(key)) {
      const found = get(`entities/${encodeURIComponent(id)}`, { as_of: day, known_at: known });
      found.catch(() => asked_.delete(key));
      asked_.set(key, found);
    }
    return asked_.get(key);
  };

  /** The status of a measure on the day, why it has it, and who said so; the service adds the last two. */
  const statusNow = (node, { state, asked, hooks }) => {
    const span = node.group === "measure" && spanOf(node, state.asOf);
    if (!span) return null;
    const dates = span.status ? days.when(span.from, span.to) : "";
    const between = span.text === words(span.status || "") ? " " : "; ";
    const line = make("p", {}, mark(span), make("b", {}, upper(span.text)), dates && between + dates);
    const box = make("div", { class: "status-now" }, line);
    const fill = async () => {
      const found = await entity(node.id, state.asOf, asked.known_at);
      if (found.status_note) line.replaceChildren(mark(span), make("b", {}, found.status_note));
      const rests = [
        [found.status_fact_id, found.status_statement_id], [found.status_confirmed_fact_id, found.status_confirmed_by],
        ...found.status_pending.map((plan) => [plan.fact_id, plan.statement_id]),
      ];
      const statements = await Promise.all(rests.map((one) => tradegraph.evidence.basis(...one, asked, state.asOf)));
      if (statements.some(Boolean)) box.append(make("ol", { "aria-label": "What the status rests on" }, ...statements));
    };
    if (hooks.online) fill().catch((error) => box.append(make("p", { class: "fault" }, error.message)));
    return box;
  };
  const life = (node, day, linked) => {
    if (!node.spans.length) return null;
    const list = make("ol", { class: "periods" });
    for (const span of node.spans) {
      const on = span === at(node.spans, day);
      list.append(make("li", on ? { "aria-current": "date" } : {},
        mark(span), `${upper(span.text)}: ${days.span(span.from, span.to) || "dates not known"}`));
    }
    const more = linked ? make("a", { href: linked }, "Timeline") : null;
    return section("Status history", list, more);
  };

  const node = (all, id) => {
    const { scene, shown, state, asked, hooks } = all;
    const of = scene.nodeOf.get(id);
    const links = shown.links.filter(({ link }) => link.subject === id || link.object === id);
    const list = make("ul", { class: "links" });
    for (const { link } of links) {
      list.append(make("li", {}, button(seenFrom(scene, link, id), () => hooks.pick({ link: link.link_id }), { dir: "auto" })));
    }
    const pinned = state.pinned.includes(id);
    const more = scene.more.get(id);
    const clocks = new URLSearchParams({ id, as_of: state.asOf, ...(asked.known_at ? { known_at: asked.known_at } : {}) });
    return [
      make("h2", { dir: "auto" }, shape(of.group), " ", of.name),
      statusNow(of, all),
      doing(
        hooks.online ? button(more ? `Expand (${more} more)` : "Expand", () => hooks.expand(id), { id: "do-expand", disabled: !more }) : null,
        button("Hide", () => hooks.hide(id)), button("Show only this and its neighbours", () => hooks.hideOthers([id])),
        button(pinned ? "Unpin" : "Pin", () => hooks.pin(id), { "aria-pressed": String(pinned) }),
      ),
      rows(of.rows),
      life(of, state.asOf, hooks.online && `picture/timeline?${clocks}`),
      links.length ? section(`${links.length} ${links.length === 1 ? "link" : "links"} on this day`, list) : null,
      hooks.online && more ? make("section", { id: "choices" }, button("Add links by type…", () => hooks.choose(id))) : null,
      hooks.online ? tradegraph.evidence.all(id, asked) : null,
      hooks.online ? make("p", {}, make("a", { href: `picture?${clocks}` }, "Open on its own")) : null,
    ];
  };

  const link = (all, id) => {
    const { scene, state, asked, hooks } = all;
    const of = scene.linkOf.get(id);
    const span = at(of.spans, state.asOf);
    const end = (which) => button(nameOf(scene, of[which]), () => hooks.pick({ node: of[which] }), { class: "end", dir: "auto" });
    return [
      make("h2", {}, of.label),
      make("p", { class: "said" }, end("subject"), of.arrow ? " → " : " – ", end("object")),
      rows([["Holds on this day", span ? { yes: "yes", possible: "possibly: dates uncertain" }[span.holds] : "no"], ...of.rows]),
      hooks.online ? tradegraph.evidence.list(of, asked, state.asOf) : rows([["Fact", of.fact_id]]),
    ];
  };

  const two = (all, ids) => {
    const { scene, hooks } = all;
    return [
      make("h2", {}, "Two are picked"),
      make("ul", { class: "links" }, ...ids.map((id) =>
        make("li", {}, button(nameOf(scene, id), () => hooks.pick({ node: id }), { dir: "auto" })))),
      doing(
        hooks.online ? button("Find the path", () => hooks.findPath(ids), { id: "do-path", class: "main" }) : null,
        button("Show only these and their neighbours", () => hooks.hideOthers(ids))),
    ];
  };

  /** The paths that were found, link by link; each link leads to its evidence. */
  const paths = (all, found) => {
    const { hooks } = all;
    const window = (span) => `All links valid ${days.span(span.from, span.to) || "on days that are not known"}.`;
    return [
      make("h2", {}, found.length ? `${found.length} ${found.length === 1 ? "path" : "paths"}` : "No path"),
      ...(found.length ? [] : [make("p", {}, "No chain of links that all hold on this day joins the two.")]),
      ...found.map((path, n) => section(`Path ${n + 1}: ${path.links.length} ${path.links.length === 1 ? "link" : "links"}`,
        make("ol", { class: "links" }, ...path.links.map((hop) => make("li", {},
          button(`${hop.subject.name} ${words(hop.type)} ${hop.object.name}`, () => hooks.pick({ link: hop.link_id }), { dir: "auto" }),
          hop.certainty === "asserted" ? null : make("span", { class: "soft" }, ` ${hop.certainty}`)))),
        make("p", { class: "soft" }, window(path.window)))),
      doing(button("Close path", () => hooks.leavePath())),
    ];
  };

  /** What may be added around a node, by type of link; `links` as GET /entities/{id} counts them on the day. */
  const choices = (links, id, hooks) => {
    const list = make("ul", { class: "links" });
    for (const [type, n] of Object.entries(links)) {
      list.append(make("li", {}, button(`${words(type)}: ${n.in + n.out}`, () => hooks.expand(id, type))));
    }
    return section("Add along links of this type", list);
  };

  /** Draws the panel for what is picked: `{nodes: [ids], link, paths}`; nothing closes it. */
  const draw = (all, picked) => {
    const panel = byId("details");
    const told = picked.link ? link(all, picked.link)
      : picked.nodes.length === 2 ? two(all, picked.nodes)
      : picked.nodes.length === 1 ? node(all, picked.nodes[0])
      : picked.paths ? paths(all, picked.paths) : null;
    const had = panel.contains(document.activeElement) ? document.activeElement.id || "details-close" : null;
    panel.hidden = !told;
    if (!told) {
      panel.replaceChildren();
      if (had) byId("canvas").focus({ preventScroll: true });
      return;
    }
    const close = button("×", () => all.hooks.pick(null), { id: "details-close", class: "close", "aria-label": "Close details" });
    panel.replaceChildren(close, ...told.filter(Boolean));
    if (had) (byId(had) || close).focus();
  };

  return { draw, choices };
})();
