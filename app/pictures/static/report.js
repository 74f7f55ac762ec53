// The timeline and comparison pages: a change of date reloads the page.
"use strict";
(() => {
  const { theme } = tradegraph.helpers;
  theme();
  for (const field of document.querySelectorAll("input[data-parameter]")) {
    field.addEventListener("change", () => {
      if (!field.validity.valid || !field.value) return;
      const query = new URLSearchParams(location.search);
      query.set(field.dataset.parameter, field.value);
      location.search = query;
    });
  }
  document.documentElement.dataset.ready = "true";
})();
