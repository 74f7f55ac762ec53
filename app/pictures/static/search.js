// Search with suggestions: an input and a list of results, for mouse and keyboard.
"use strict";
tradegraph.search = (() => {
  const { make, byId, get } = tradegraph.helpers;
  const WAIT = 120; // ms after the last key before a request is sent

  /** Returns the entities that the service finds by name. */
  const atService = async (q, signal) => (await get("entities", { q, limit: 8 }, signal)).items;

  /** Returns the entities of a scene whose name contains the text, for a page without a service. */
  const inScene = (scene, text) =>
    scene.nodes.filter((node) => node.name.toLowerCase().includes(text.toLowerCase())).slice(0, 8);

  /**
   * Connects the input with its list. `find(text, signal)` returns items with `id`, `name`, `kind` and optionally `note`;
   * `choose(item)` is called with the chosen one.
   */
  const attach = (find, choose) => {
    const input = byId("search");
    const list = byId("suggestions");
    let items = [];
    let at = -1;
    let asking = null;
    let waiting;

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      at = -1;
    };
    const mark = (next) => {
      at = next;
      for (const [i, child] of [...list.children].entries()) child.setAttribute("aria-selected", String(i === at));
      if (at < 0) return;
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const pick = (item) => {
      close();
      input.value = "";
      choose(item);
    };
    const show = (found, text) => {
      items = found;
      const options = found.map((item, i) =>
        make(
          "li",
          {
            id: `suggestion-${i}`,
            role: "option",
            "aria-selected": "false",
            onmousedown: (event) => event.preventDefault(),
            onclick: () => pick(item),
          },
          make("span", { dir: "auto" }, item.name),
          item.matched && item.matched !== item.name ? make("small", { dir: "auto" }, ` ${item.matched}`) : null,
          make("small", { class: "kind" }, item.note || item.kind),
        ),
      );
      if (!options.length)
        options.push(
          make(
            "li",
            { class: "none", role: "option", "aria-disabled": "true" },
            `No match for “${text}”. Check the spelling, or try an alias or an identifier.`,
          ),
        );
      list.replaceChildren(...options);
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
      mark(found.length ? 0 : -1);
    };
    const ask = async () => {
      const text = input.value.trim();
      asking?.abort();
      if (!text) return close();
      asking = new AbortController();
      const { signal } = asking;
      try {
        const found = await find(text, signal);
        if (!signal.aborted) show(found, text);
      } catch (error) {
        if (error.name !== "AbortError") tradegraph.helpers.say(error.message);
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") {
        close();
        if (input.value) input.value = "";
        else input.blur();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && items[at]) pick(items[at]);
        else ask();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && items.length) {
        event.preventDefault();
        mark((at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
      } else return;
      event.stopPropagation();
    });
    input.addEventListener("blur", close);
  };

  return { attach, atService, inScene };
})();
