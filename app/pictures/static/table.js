// Tables: the data of the picture as two sortable tables, also for screen readers.
"use strict";
tradegraph.table = (() => {
  const { make, button, byId } = tradegraph.helpers;
  const { days } = tradegraph;
  const { BY_TERMS } = tradegraph.view;
  const byTerms = ({ span }) => Boolean(span) && span.basis === BY_TERMS;

  // A column: `of` returns the text of a cell, `sort` the sort key if it differs, `hatched` whether the cell is a status by
  // its own terms, `act` runs on a click.
  const ENTITIES = [
    { name: "Name", of: ({ node }) => node.name, act: ({ node }, hooks) => hooks.pick({ node: node.id }, true) },
    { name: "Kind", of: ({ node }) => node.kind },
    { name: "Status on this date", of: ({ span }) => (span ? span.text : ""), hatched: byTerms },
    {
      name: "Since",
      of: ({ span }) => (span?.status && span.from && days.text(span.from)) || "",
      sort: ({ span }) => span?.from || "",
    },
    { name: "Links", of: ({ node }, degree) => degree.get(node.id) || 0 },
    { name: "Links not shown", of: ({ node }, _, scene) => scene.more.get(node.id) || 0 },
  ];
  const LINKS = [
    { name: "From", of: ({ link }, _, scene) => scene.nodeOf.get(link.subject).name },
    { name: "Link", of: ({ link }) => link.label, act: ({ link }, hooks) => hooks.pick({ link: link.link_id }, true) },
    { name: "To", of: ({ link }, _, scene) => scene.nodeOf.get(link.object).name },
    { name: "Dates", of: ({ link }) => link.dates, sort: ({ link }) => link.spans[0]?.from || "" },
    { name: "Certainty", of: ({ link }) => link.certainty },
    { name: "Valid on this date", of: ({ span }) => (span.holds === "possible" ? "possibly" : span.holds) },
    {
      name: "Shown as",
      of: ({ span }, _, __, texts) =>
        byTerms({ span }) ? `${texts.looks[span.look]} ${texts.by_terms}` : texts.looks[span.look],
      hatched: byTerms,
    },
    { name: "Sources", of: ({ link }) => link.n_sources },
  ];
  const compare = (a, b) =>
    typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b));

  const sorts = { entities: null, links: null }; // null, or {column, down}

  const table = (kind, caption, columns, items, context, hooks, again) => {
    const sort = sorts[kind];
    const { degree, scene, texts } = context;
    const values = items.map((item) => ({
      item,
      cells: columns.map((column) => column.of(item, degree, scene, texts)),
    }));
    if (sort) {
      const key = ({ item, cells }) =>
        columns[sort.column].sort ? columns[sort.column].sort(item) : cells[sort.column];
      values.sort((a, b) => compare(key(a), key(b)) * (sort.down ? -1 : 1));
    }
    const head = columns.map(({ name }, column) => {
      const on = sort && sort.column === column;
      const turn = () => {
        sorts[kind] = { column, down: Boolean(on && !sort.down) };
        again(`${kind}:${column}`);
      };
      return make(
        "th",
        { scope: "col", "aria-sort": on ? (sort.down ? "descending" : "ascending") : "none" },
        button(name, turn, { "data-focus": `${kind}:${column}` }),
      );
    });
    const body = values.map(({ item, cells }) =>
      make(
        "tr",
        {},
        ...cells.map((value, column) => {
          const { act, hatched } = columns[column];
          const shown = act
            ? button(String(value), () => act(item, hooks), { dir: "auto" })
            : make("bdi", {}, String(value));
          return act
            ? make("th", { scope: "row" }, shown)
            : make(
                "td",
                typeof value === "number" ? { class: "number" } : hatched?.(item) ? { class: "by-terms" } : {},
                shown,
              );
        }),
      ),
    );
    return make(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
      make(
        "table",
        {},
        make("caption", {}, caption),
        make("thead", {}, make("tr", {}, ...head)),
        make("tbody", {}, ...body),
      ),
    );
  };

  /** Draws both tables. `texts` has the words for line styles; `hooks.pick` is called with the chosen item. */
  const draw = (scene, shown, texts, hooks) => {
    const degree = new Map();
    for (const { link } of shown.links) {
      for (const id of new Set([link.subject, link.object])) degree.set(id, (degree.get(id) || 0) + 1);
    }
    const context = { scene, degree, texts };
    const again = (focus) => {
      draw(scene, shown, texts, hooks);
      byId("tables").querySelector(`[data-focus="${focus}"]`)?.focus();
    };
    byId("tables").replaceChildren(
      table(
        "entities",
        `${shown.nodes.length} entities as of ${days.text(shown.day)}`,
        ENTITIES,
        shown.nodes,
        context,
        hooks,
        again,
      ),
      table(
        "links",
        `${shown.links.length} links as of ${days.text(shown.day)}`,
        LINKS,
        shown.links,
        context,
        hooks,
        again,
      ),
    );
  };

  return { draw };
})();
