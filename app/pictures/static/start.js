// The start page: search, example questions and saved views.
"use strict";
(() => {
  const { byId, theme } = tradegraph.helpers;
  theme();
  tradegraph.search.attach(tradegraph.search.atService, ({ id }) => {
    const { latest } = byId("search").closest("main").dataset;
    location.href = `picture?${new URLSearchParams({ id, ...(latest ? { as_of: latest, known_at: latest } : {}) })}`;
  });
  if (tradegraph.savedViews.all().length) {
    byId("saved").hidden = false;
    byId("saved").append(tradegraph.savedViews.list());
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== byId("search")) {
      event.preventDefault();
      byId("search").focus();
    }
  });
  document.documentElement.dataset.ready = "true";
})();
