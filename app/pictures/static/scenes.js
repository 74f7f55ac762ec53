// Scene cache: each scene that the page has loaded, by the steps that lead to it.
"use strict";
tradegraph.scenes = (() => {
  const { get } = tradegraph.helpers;
  const { view, url } = tradegraph;
  const fields = (query) => [...new Set(query.keys())].map((name) => [name, query.getAll(name)]);

  /** A cache that starts with the page's own scene; `page` is the page's data. */
  const create = (page, first) => {
    const loaded = new Map();
    const key = (steps) => steps.join("\n");
    loaded.set(key(page.asked.then), view.indexed(first));

    /** Loads the scene after `steps` from the service, unless it is in the cache. */
    const load = async (steps, state) => {
      if (loaded.has(key(steps))) return;
      const question = url.question(page.asked, { ...state, steps });
      // All scenes use the known_at of the first one: sources loaded since then must not change what is on screen.
      question.set("known_at", page.known_at);
      const answer = await get("scene", Object.fromEntries(fields(question)));
      loaded.set(key(steps), view.indexed(answer));
    };
    return { get: (steps) => loaded.get(key(steps)), load };
  };

  return { create };
})();
