// The scene in the page's address: the question before the `#`, which the service reads, and the view after it.
"use strict";
tradegraph.url = (() => {
  const OFF = ["kind", "type", "status", "certainty"];

  /** The question as a query string: what was asked for, the day, and the steps made since. */
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

  /** The view as the part after the `#`; empty where nothing was changed. */
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

  /** A state with what a view says; what it does not say, or says amiss, stays as it is. */
  const read = (text, state) => {
    const parts = new URLSearchParams(text);
    const moved = [];
    for (const place of parts.getAll("at")) {
      const [, x, y, id] = /^(-?\d{1,6}) (-?\d{1,6}) (.+)$/.exec(place) || [];
      if (id) moved.push([id, Number(x), Number(y)]);
    }
    const path = parts.getAll("path");
    return {
      ...state, moved,
      hidden: parts.getAll("hide"),
      pinned: parts.getAll("pin"),
      off: Object.fromEntries(OFF.map((name) => [name, parts.getAll(`no-${name}`)])),
      expected: parts.get("expected") !== "no",
      path: path.length === 2 ? path : [],
    };
  };
  const picked = (text) => new URLSearchParams(text).getAll("pick").slice(0, 2);

  return { question, view, read, picked };
})();
