// What scripts add to pages made on the server: theme, copying, suggestions, watched entities and saved views.
"use strict";
(() => {
  const { byId, say, theme } = tradegraph.helpers;
  theme();
  byId("theme").hidden = false;

  /** Copies a text and reports it. */
  const copy = async (text, what) => {
    try {
      await navigator.clipboard.writeText(text);
      say(`${what} copied.`);
    } catch {
      say(`The browser does not allow copying here. Copy it from the address bar: ${text}`);
    }
  };
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const from = button.dataset.copy === "address" ? location.href : byId(button.dataset.copy).textContent.trim();
      copy(from, button.dataset.copy === "address" ? "Link" : "Text");
    });
  }
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    }
    if (event.key === "Escape") for (const open of document.querySelectorAll("details.term[open]")) open.open = false;
  });
  for (const link of document.querySelectorAll("[data-absolute]")) link.textContent = link.href;
  const { up } = byId("search").dataset;
  tradegraph.suggestions.attach(byId("search"), byId("suggestions"));
  tradegraph.watching.start(up);
  if (byId("saved") && tradegraph.savedViews.all().length) {
    byId("saved").hidden = false;
    byId("saved").append(tradegraph.savedViews.list());
  }
  document.documentElement.dataset.ready = "true";
})();
