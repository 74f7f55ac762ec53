// The title line: the links to the other views, what could be known, and how old the data is.
"use strict";
tradegraph.titleLine = (() => {
  const { byId } = tradegraph.helpers;
  const { url } = tradegraph;

  /** Opens the picture with other sources: those published up to a day, or all. */
  const useSources = (page, state, until) => {
    location.href = url.picture({ ...page.asked, known_at: until || null }, state);
  };

  /** Connects the control of known_at; `now()` returns the state. */
  const attach = (page, now) => {
    byId("known-at")?.addEventListener("change", ({ target }) => {
      if (target.validity.valid) useSources(page, now(), target.value);
    });
    byId("as-known")?.addEventListener("click", () => useSources(page, now(), now().asOf));
    byId("all-known")?.addEventListener("click", () => useSources(page, now(), null));
  };

  /** Keeps the links at the date of the picture, and marks a date later than the latest source. */
  const draw = (page, state) => {
    byId("age")?.classList.toggle("late", state.asOf > page.latest_source);
    for (const link of document.querySelectorAll("[data-view]")) {
      const query = new URLSearchParams(page.asked.id.map((id) => ["id", id]));
      if (!link.dataset.view) query.delete("view");
      else query.set("view", link.dataset.view);
      query.set("as_of", state.asOf);
      if (page.asked.known_at) query.set("known_at", page.asked.known_at);
      link.href = `${link.dataset.path}?${query}`;
    }
  };

  return { attach, draw };
})();
