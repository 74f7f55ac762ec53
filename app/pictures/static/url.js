// The page's address: the request before the `#`, which the service reads, and the view after it.
"use strict";
tradegraph.url = (() => {
  const OFF = ["kind", "type", "status", "certainty"];

  /** Returns the request as a query string: what was asked for, the date, and the steps since. */
  const question = (asked, state) => {
    const query = new URLSearchParams();
    for (const name of ["id", "type", "kind"]) for (const value of asked[name]) query.append(name, value);
    query.set("depth", asked.depth);
    query.set("limit", asked.limit);
    query.set("as_of", state.asOf);
    if (asked.known_at) query.set("known_at", asked.known_at);
    for (const step of state.steps) query.append("then", step);
    return query;
  };

  /** Returns the address of the picture, which a page with many links would not open by itself. */
  const picture = (asked, state) => {
    const query = question(asked, state);
    query.set("view", "picture");
    return `picture?${query}`;
  };

  /** Returns the view as the part after the `#`; empty if nothing was changed. */
  const view = (state, picked = []) => {
    const parts = new URLSearchParams();
    for (const id of state.hidden) parts.append("hide", id);
    for (const id of state.pinned) parts.append("pin", id);
    for (const [id, x, y] of state.moved) parts.append("at", `${x} ${y} ${id}`);
    for (const name of OFF) for (const value of state.off[name]) parts.append(`no-${name}`, value);
    if (!state.expected) parts.set("expected", "no");
    for (const id of state.path) parts.append("path", id);
    for (const id of picked) parts.append("pick", id);
    return parts.toString();
  };

  /** Returns the state with the view applied; what is missing or invalid keeps its default. */
  const read = (text, state) => {
    const parts = new URLSearchParams(text);
    const moved = [];
    for (const place of parts.getAll("at")) {
      const [, x, y, id] = /^(-?\d{1,6}) (-?\d{1,6}) (.+)$/.exec(place) || [];
      if (id) moved.push([id, Number(x), Number(y)]);
    }
    const path = parts.getAll("path");
    return {
      ...state,
      moved,
      hidden: parts.getAll("hide"),
      pinned: parts.getAll("pin"),
      off: Object.fromEntries(OFF.map((name) => [name, parts.getAll(`no-${name}`)])),
      expected: parts.get("expected") !== "no",
      path: path.length === 2 ? path : [],
    };
  };
  /** Returns the address of the comparison: from the page's first day to the selected one, or else over the last 30 days. */
  const compare = (page, state) => {
    const query = question(page.asked, state);
    query.delete("as_of");
    const [before, after] = [page.as_of, state.asOf].sort();
    query.set("before", before < after ? before : tradegraph.days.shifted(after, -30));
    query.set("after", after);
    return `picture/compare?${query}`;
  };
  const picked = (text) => new URLSearchParams(text).getAll("pick").slice(0, 2);

  return { question, picture, view, read, compare, picked };
})();
