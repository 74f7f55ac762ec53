// The same as the picture, in two tables that can be sorted: for reading on, and for those who cannot see it.
"use strict";
tradegraph.table = (() => {
  const { make, button, byId } = tradegraph.dom;
  const { words } = tradegraph.legend;

  const ENTITIES = [
    { name: "Name", of: ({ node }) => node.name, act: ({ node }, hooks) => hooks.pick({ node: node.id }, true) },
    { name: "Kind", of: ({ node }) => node.kind },
    { name: "Status on this day", of: ({ span }) => (span ? words(span.status) : "") },
    { name: "Since", of: ({ span }) => (span && span.from) || "" },
    { name: "Links", of: ({ node }, degree) => degree.get(node.id) || 0 },
    { name: "Not shown", of: ({ node }, degree, scene) => scene.more.get(node.id) || 0 },
  ];
  const LINKS = [
    { name: "From", of: ({ link }, _, scene) => scene.nodeOf.get(link.subject).name },
    { name: "Link", of: ({ link }) => link.label, act: ({ link }, hooks) => hooks.pick({ link: link.link_id }, true) },
    { name: "To", of: ({ link }, _, scene) => scene.nodeOf.get(link.object).name },
    { name: "Dates", of: ({ link }) => link.dates },
    { name: "Certainty", of: ({ link }) => link.certainty },
    { name: "Holds", of: ({ span }) => span.holds },
    { name: "Sources", of: ({ link }) => link.n_sources },
  ];
  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b)));

  const sorts = { entities: null, links: null }; // {column, down}

  const table = (kind, caption, columns, items, context, hooks, again) => {
    const sort = sorts[kind];
    const values = items.map((item) => ({ item, cells: columns.map((column) => column.of(item, context.degree, context.scene)) }));
    if (sort) values.sort((a, b) => compare(a.cells[sort.column], b.cells[sort.column]) * (sort.down ? -1 : 1));
    const head = columns.map(({ name }, column) => {
      const on = sort && sort.column === column;
      const turn = () => {
        sorts[kind] = { column, down: Boolean(on && !sort.down) };
        again(`${kind}:${column}`);
      };
      return make("th", { scope: "col", "aria-sort": on ? (sort.down ? "descending" : "ascending") : "none" },
        button(name, turn, { "data-focus": `${kind}:${column}` }));
    });
    const body = values.map(({ item, cells }) => make("tr", {}, ...cells.map((value, column) => {
      const { act } = columns[column];
      const shown = act ? button(String(value), () => act(item, hooks), { dir: "auto" }) : make("bdi", {}, String(value));
      return act ? make("th", { scope: "row" }, shown) : make("td", typeof value === "number" ? { class: "number" } : {}, shown);
    })));
    return make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...body)));
  };

  /** Draws both tables; `hooks.pick` is told what was chosen in them. */
  const draw = (scene, shown, hooks) => {
    const degree = new Map();
    for (const { link } of shown.links) {
      for (const id of new Set([link.subject, link.object])) degree.set(id, (degree.get(id) || 0) + 1);
    }
    const context = { scene, degree };
    const again = (focus) => {
      draw(scene, shown, hooks);
      byId("tables").querySelector(`[data-focus="${focus}"]`)?.focus();
    };
    byId("tables").replaceChildren(
      table("entities", `${shown.nodes.length} entities as of ${shown.day}`, ENTITIES, shown.nodes, context, hooks, again),
      table("links", `${shown.links.length} links as of ${shown.day}`, LINKS, shown.links, context, hooks, again));
  };

  return { draw };
})();
