// Share and save: link, saved view, Cypher query, image, offline page and data files.
"use strict";
tradegraph.share = (() => {
  const { byId, say, download } = tradegraph.helpers;
  const { image, url } = tradegraph;

  /** Opens a dialog with a text to copy. */
  const show = (title, text) => {
    byId("copy-title").textContent = title;
    byId("copy-text").value = text;
    byId("copy").showModal();
    byId("copy-text").select();
  };
  const copy = async () => {
    byId("copy-text").select();
    try {
      await navigator.clipboard.writeText(byId("copy-text").value);
      say("Copied.");
      byId("copy").close();
    } catch {
      say("The browser did not allow copying. The text is selected: press Ctrl+C.");
    }
  };

  /** Returns the visible link types and certainties; null if none is filtered out. */
  const filters = (page, shown, { off, expected }) => {
    const on = (facet) => [...shown.counts[facet].keys()].filter((value) => !off[facet].includes(value));
    return {
      types: off.type.length || page.asked.type.length ? on("type") : null,
      certainties:
        off.certainty.length || !expected
          ? on("certainty").filter((one) => expected || !tradegraph.view.UNSURE.includes(one))
          : null,
    };
  };

  /**
   * Returns the picture as a Cypher query: the library query with its parameters set before it. Lists and texts are written
   * in JSON, which is also valid Cypher.
   */
  const cypher = (page, shown, state) => {
    const { types, certainties } = filters(page, shown, state);
    const parameters = {
      ids: JSON.stringify(shown.nodes.map(({ node }) => node.id)),
      types: JSON.stringify(types),
      certainties: JSON.stringify(certainties),
      as_of: `date(${JSON.stringify(state.asOf)})`,
      known_at: `datetime(${JSON.stringify(page.known_at)})`,
    };
    const lines = Object.entries(parameters).map(([name, value]) => `:param ${name} => ${value};`);
    return `${lines.join("\n")}\n\n${page.cypher};\n`;
  };

  /** Returns the addresses of the files that the service creates from the visible part. */
  const files = (page, shown, state, view) => {
    const question = url.question(page.asked, state);
    const html = new URLSearchParams(question);
    html.set("standalone", "true");
    if (view) html.set("view", view);
    const part = new URLSearchParams(shown.nodes.map(({ node }) => ["id", node.id]));
    part.set("as_of", state.asOf);
    if (page.asked.known_at) part.set("known_at", page.asked.known_at);
    const { types, certainties } = filters(page, shown, state);
    if (types) part.set("type", types);
    if (certainties) part.set("certainty", certainties);
    return {
      html: `picture?${html}`,
      ...Object.fromEntries(["graphml", "gexf", "csv"].map((format) => [format, `export?format=${format}&${part}`])),
    };
  };

  /** Connects the menu. `now()` returns what is on screen: {page, shown, state, view, canvas, words}. */
  const attach = (now) => {
    const menu = byId("share");
    const close = () => (menu.open = false);
    const on = (id, act) =>
      byId(id)?.addEventListener("click", () => {
        close();
        act(now());
      });
    on("share-link", () => show("Link to this view", location.href));
    on("share-save", ({ words }) => {
      byId("save-name").value = `${words.title}, ${now().state.asOf}`;
      byId("save").showModal();
      byId("save-name").select();
    });
    on("share-cypher", ({ page, shown, state }) => show("This picture as a Cypher query", cypher(page, shown, state)));
    on("share-png", async ({ page, shown, canvas, words, state }) => {
      download(`tradegraph-${state.asOf}.png`, await image.png(canvas, shown, words, page.texts));
    });
    menu.addEventListener("toggle", () => {
      if (!menu.open) return;
      const { page, shown, state, view } = now();
      for (const [name, href] of Object.entries(files(page, shown, state, view)))
        byId(`share-${name}`)?.setAttribute("href", href);
    });
    document.addEventListener("click", (event) => menu.contains(event.target) || close());
    menu.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !menu.open) return;
      event.stopPropagation();
      close();
      menu.querySelector("summary").focus();
    });
    byId("copy-do").addEventListener("click", copy);
    byId("save-do")?.addEventListener("click", () => {
      const name = byId("save-name").value.trim();
      if (!name) return;
      const stored = tradegraph.savedViews.save(name, `${location.pathname}${location.search}${location.hash}`);
      byId("save").close();
      say(
        stored
          ? "Saved. The start page lists it in this browser."
          : "The browser did not save it. Copy the link instead.",
      );
    });
    for (const shut of document.querySelectorAll("[data-shut]")) {
      shut.addEventListener("click", () => shut.closest("dialog").close());
    }
  };

  return { attach, cypher, files };
})();
