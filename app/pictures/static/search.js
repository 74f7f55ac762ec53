// Search with suggestions: an input, and below it a list to choose from with mouse or keys.
"use strict";
tradegraph.search = (() => {
  const { make, byId, get } = tradegraph.helpers;
  const WAIT = 120; // ms without another letter before the service is asked

  /** Entities by name, as the service finds them. */
  const atService = async (q, signal) => (await get("entities", { q, limit: 8 }, signal)).items;

  /**
   * Joins the input with its list. `find(text, signal)` gives items with `id`, `name` and `kind`, and perhaps a `note`;
   * `choose(item)` is told which was taken.
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
      [...list.children].forEach((child, i) => child.setAttribute("aria-selected", String(i === at)));
      if (at < 0) return;
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const take = (item) => {
      close();
      input.value = "";
      choose(item);
    };
    const show = (found, text) => {
      items = found;
      const options = found.map((item, i) => make("li", {
        id: `suggestion-${i}`, role: "option", "aria-selected": "false",
        onmousedown: (event) => event.preventDefault(), onclick: () => take(item),
      }, make("span", { dir: "auto" }, item.name),
      item.matched && item.matched !== item.name ? make("small", { dir: "auto" }, ` ${item.matched}`) : null,
      make("small", { class: "kind" }, item.note || item.kind)));
      if (!options.length) options.push(make("li", { class: "none", role: "option", "aria-disabled": "true" }, `No match for “${text}”.`));
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
        input.value ? (input.value = "") : input.blur();
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (!list.hidden && items[at]) take(items[at]);
        else ask();
      } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !list.hidden && items.length) {
        event.preventDefault();
        mark((at + (event.key === "ArrowDown" ? 1 : -1) + items.length) % items.length);
      } else return;
      event.stopPropagation();
    });
    input.addEventListener("blur", close);
  };

  return { attach, atService };
})();
