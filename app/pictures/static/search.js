// Search of the explorer: entities by name, from the service or among those of the scene.
"use strict";
tradegraph.search = (() => {
  const { make, byId, get } = tradegraph.helpers;

  /** Returns the entities that the service finds by name. */
  const atService = async (q, signal) => (await get("entities", { q, limit: 8 }, signal)).items;

  /** Returns the entities of a scene whose name contains the text, for a page without a service. */
  const inScene = (scene, text) =>
    scene.nodes.filter((node) => node.name.toLowerCase().includes(text.toLowerCase())).slice(0, 8);

  /**
   * Connects the search box. `find(text, signal)` returns items with `id`, `name`, `kind` and optionally `note`;
   * `choose(item)` is called with the chosen one.
   */
  const attach = (find, choose) => {
    const input = byId("search");
    tradegraph.combobox.attach(input, byId("suggestions"), {
      find,
      describe: (item) => [
        make("span", { dir: "auto" }, item.name),
        item.matched && item.matched !== item.name ? make("small", { dir: "auto" }, ` ${item.matched}`) : null,
        make("small", { class: "kind" }, item.note || item.kind),
      ],
      describeNone: (text) => [`No match for “${text}”. Check the spelling, or try an alias or an identifier.`],
      choose: (item) => {
        input.value = "";
        choose(item);
      },
      first: true,
      onEnter: (ask) => ask(),
      onEscape: () => {
        if (input.value) input.value = "";
        else input.blur();
      },
    });
  };

  return { attach, atService, inScene };
})();
