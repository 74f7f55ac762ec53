// Details panel: facts about the selected entity, link, pair or paths, and the actions for them.
"use strict";
tradegraph.details = (() => {
  const { make, button, rows, byId, get, plural, slow } = tradegraph.helpers;
  const { days } = tradegraph;
  const { at, spanOf, BY_TERMS } = tradegraph.view;
  const { words, phrase, shape, swatch } = tradegraph.legend;

  const nameOf = (scene, id) => scene.nodeOf.get(id)?.name ?? id;
  /** Describes a link from the side of one of its entities: "restricts Nvidia H20", "China opposes this". */
  const describe = (scene, link, id) => {
    const other = nameOf(scene, link.subject === id ? link.object : link.subject);
    const certainty = link.certainty === "asserted" ? "" : ` (${link.certainty})`;
    const said = phrase(link.type);
    return (link.subject === id || !link.arrow ? `${said} ${other}` : `${other} ${said} this`) + certainty;
  };
  const section = (title, ...children) => make("section", {}, make("h3", {}, title), ...children);
  const actions = (...buttons) => make("div", { class: "doing" }, ...buttons);

  const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const mark = (span) => swatch(span.status || "none", span.basis === BY_TERMS);

  const entities = new Map();
  /** Loads an entity as of a day, once per day. */
  const entity = (id, day, known) => {
    const key = [id, day, known].join(" ");
    if (!entities.has(key)) {
      const found = get(`entities/${encodeURIComponent(id)}`, { as_of: day, known_at: known });
      found.catch(() => entities.delete(key));
      entities.set(key, found);
    }
    return entities.get(key);
  };

  /** Shows the status of a measure on the date; the reason and its sources are loaded from the service. */
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
      const statements = await tradegraph.evidence.behindStatus(found, asked, state.asOf);
      if (statements) box.append(statements);
    };
    if (hooks.online) slow(fill(), box).catch((error) => box.append(make("p", { class: "fault" }, error.message)));
    return box;
  };
  const statusHistory = (node, day, linked) => {
    if (!node.spans.length) return null;
    const list = make("ol", { class: "periods" });
    for (const span of node.spans) {
      const on = span === at(node.spans, day);
      list.append(
        make(
          "li",
          on ? { "aria-current": "date" } : {},
          mark(span),
          `${upper(span.text)}: ${days.span(span.from, span.to) || "dates not known"}`,
        ),
      );
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
      list.append(
        make(
          "li",
          {},
          button(describe(scene, link, id), () => hooks.pick({ link: link.link_id }), { dir: "auto" }),
        ),
      );
    }
    const pinned = state.pinned.includes(id);
    const more = scene.more.get(id);
    const clocks = new URLSearchParams({
      id,
      as_of: state.asOf,
      ...(asked.known_at ? { known_at: asked.known_at } : {}),
    });
    return [
      make("h2", { dir: "auto" }, shape(of.group, of.kind), " ", of.name),
      statusNow(of, all),
      actions(
        hooks.online
          ? button(more ? `Expand (${more} more)` : "Expand", () => hooks.expand(id), {
              id: "do-expand",
              disabled: !more,
            })
          : null,
        button("Hide", () => hooks.hide(id)),
        button("Show only this and its neighbours", () => hooks.hideOthers([id])),
        button(pinned ? "Unpin" : "Pin", () => hooks.pin(id), { "aria-pressed": String(pinned) }),
      ),
      rows(of.rows),
      statusHistory(of, state.asOf, hooks.online && `picture/timeline?${clocks}`),
      links.length ? section(`${plural(links.length, "link", "links")} on this date`, list) : null,
      hooks.online && more
        ? make(
            "section",
            { id: "choices" },
            button("Add links by type…", () => hooks.choose(id)),
          )
        : null,
      hooks.online ? tradegraph.evidence.all(id, asked) : null,
      hooks.online ? make("p", {}, make("a", { href: `picture?${clocks}` }, "Open on its own")) : null,
    ];
  };

  /** Lists the other links between the two entities of a link: the picture merges those that look the same. */
  const others = ({ scene, shown, hooks }, of) => {
    const ends = [of.subject, of.object];
    const found = shown.links.filter(
      ({ link }) => link.link_id !== of.link_id && ends.includes(link.subject) && ends.includes(link.object),
    );
    if (!found.length) return null;
    const items = found.map(({ link }) =>
      make(
        "li",
        {},
        button(`${describe(scene, link, link.subject)}, ${link.dates}`, () => hooks.pick({ link: link.link_id }), {
          dir: "auto",
        }),
      ),
    );
    return section(
      `${plural(found.length, "other link", "other links")} between the two`,
      make("ul", { class: "links" }, ...items),
    );
  };

  const link = (all, id) => {
    const { scene, state, asked, hooks } = all;
    const of = scene.linkOf.get(id);
    const span = at(of.spans, state.asOf);
    const end = (which) =>
      button(nameOf(scene, of[which]), () => hooks.pick({ node: of[which] }), { class: "end", dir: "auto" });
    return [
      make("h2", {}, of.label),
      make("p", { class: "said" }, end("subject"), of.arrow ? " → " : " – ", end("object")),
      rows([
        ["Valid on this date", span ? { yes: "yes", possible: "possibly; dates uncertain" }[span.holds] : "no"],
        ...of.rows,
      ]),
      hooks.online ? tradegraph.evidence.list(of, asked, state.asOf) : rows([["Fact id", of.fact_id]]),
      others(all, of),
    ];
  };

  const two = (all, ids) => {
    const { scene, hooks } = all;
    return [
      make("h2", {}, "Two entities selected"),
      make(
        "ul",
        { class: "links" },
        ...ids.map((id) =>
          make(
            "li",
            {},
            button(nameOf(scene, id), () => hooks.pick({ node: id }), { dir: "auto" }),
          ),
        ),
      ),
      actions(
        hooks.online ? button("Find paths", () => hooks.findPath(ids), { id: "do-path", class: "main" }) : null,
        button("Show only these and their neighbours", () => hooks.hideOthers(ids)),
      ),
    ];
  };

  /** Lists the paths, link by link; each link opens its details. */
  const paths = (all, found) => {
    const { hooks } = all;
    const validity = (span) => {
      const dates = days.span(span.from, span.to);
      return dates ? `All links valid ${dates}.` : "The dates of these links are not known.";
    };
    return [
      make("h2", {}, found.length ? plural(found.length, "path", "paths") : "No path"),
      ...(found.length ? [] : [make("p", {}, "No chain of links connects the two on this date. Choose another date.")]),
      ...found.map((path, n) =>
        section(
          `Path ${n + 1}: ${plural(path.links.length, "link", "links")}`,
          make(
            "ol",
            { class: "links" },
            ...path.links.map((hop) =>
              make(
                "li",
                {},
                button(
                  `${hop.subject.name} ${phrase(hop.type)} ${hop.object.name}`,
                  () => hooks.pick({ link: hop.link_id }),
                  { dir: "auto" },
                ),
                hop.certainty === "asserted" ? null : make("span", { class: "soft" }, ` (${hop.certainty})`),
              ),
            ),
          ),
          make("p", { class: "soft" }, validity(path.window)),
        ),
      ),
      actions(button("Close path", () => hooks.closePath())),
    ];
  };

  /** Lists the link types that can be added around an entity; `links` are the counts of GET /entities/{id}. */
  const choices = (links, id, hooks) => {
    const list = make("ul", { class: "links" });
    for (const [type, n] of Object.entries(links)) {
      list.append(
        make(
          "li",
          {},
          button(`${phrase(type)}: ${n.in + n.out}`, () => hooks.expand(id, type)),
        ),
      );
    }
    return section("Add links by type", list);
  };

  /** Draws the panel for a selection `{nodes: [ids], link, paths}`; an empty selection closes it. */
  const draw = (all, picked) => {
    const panel = byId("details");
    const content = picked.link
      ? link(all, picked.link)
      : picked.nodes.length === 2
        ? two(all, picked.nodes)
        : picked.nodes.length === 1
          ? node(all, picked.nodes[0])
          : picked.paths
            ? paths(all, picked.paths)
            : null;
    const had = panel.contains(document.activeElement) ? document.activeElement.id || "details-close" : null;
    panel.hidden = !content;
    if (!content) {
      panel.replaceChildren();
      if (had) byId("canvas").focus({ preventScroll: true });
      return;
    }
    const close = button("×", () => all.hooks.pick(null), {
      id: "details-close",
      class: "close",
      "aria-label": "Close details",
    });
    panel.replaceChildren(close, ...content.filter(Boolean));
    if (had) (byId(had) || close).focus();
  };

  return { draw, choices };
})();
