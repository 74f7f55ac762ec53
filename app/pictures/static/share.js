// What can be taken away: the address, a saved scene, the picture as a query, an image, a page, and files of data.
"use strict";
tradegraph.share = (() => {
  const { byId, say, download } = tradegraph.helpers;
  const { image, url } = tradegraph;

  /** A dialog with a text to copy. */
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
      say("The browser does not let the page copy: press Ctrl+C, the text is selected.");
    }
  };

  /** The types and certainties of the links that are shown; null where none is filtered out. */
  const filters = (page, shown, { off, expected }) => {
    const on = (facet) => [...shown.counts[facet].keys()].filter((value) => !off[facet].includes(value));
    return {
      types: off.type.length || page.asked.type.length ? on("type") : null,
      certainties: off.certainty.length || !expected
        ? on("certainty").filter((one) => expected || !tradegraph.view.UNSURE.includes(one)) : null,
    };
  };

  /**
   * The picture as a query: the file of the library as it is, with its parameters in front. JSON's lists and texts are
   * Cypher's too.
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

  /** Addresses of the files that the service makes of what is shown. */
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

  /** Joins the menu with the page; `now()` gives what is shown at the time: {page, shown, state, view, canvas, words}. */
  const attach = (now) => {
    const menu = byId("share");
    const close = () => (menu.open = false);
    const on = (id, act) => byId(id)?.addEventListener("click", () => {
      close();
      act(now());
    });
    on("share-link", () => show("Link to this view", location.href));
    on("share-save", ({ words }) => {
      byId("save-name").value = `${words.title}, ${now().state.asOf}`;
      byId("save").showModal();
      byId("save-name").select();
    });
    on("share-cypher", ({ page, shown, state }) => show("This picture as a query", cypher(page, shown, state)));
    on("share-png", async ({ page, shown, canvas, words, state }) => {
      download(`tradegraph-${state.asOf}.png`, await image.png(canvas, shown, words, page.texts));
    });
    menu.addEventListener("toggle", () => {
      if (!menu.open) return;
      const { page, shown, state, view } = now();
      for (const [name, href] of Object.entries(files(page, shown, state, view))) byId(`share-${name}`)?.setAttribute("href", href);
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
      const took = tradegraph.savedViews.save(name, `${location.pathname}${location.search}${location.hash}`);
      byId("save").close();
      say(took ? "Saved. The first page lists it, in this browser." : "The browser keeps nothing for this page: copy the address instead.");
    });
    for (const shut of document.querySelectorAll("[data-shut]")) {
      shut.addEventListener("click", () => shut.closest("dialog").close());
    }
  };

  return { attach, cypher, files };
})();
