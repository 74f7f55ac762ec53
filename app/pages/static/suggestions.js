// Suggestions under the search box: entities, and questions with the entity filled in. Each leads to a page.
"use strict";
tradegraph.suggestions = (() => {
  const { make, get, say } = tradegraph.helpers;
  const WAIT = 150; // ms after the last key before a request is sent

  /** Connects a search input with its list. Without a chosen suggestion, the form is sent as it is. */
  const attach = (input, list) => {
    const { up } = input.dataset;
    let items = [];
    let at = -1;
    let asking = null;
    let waiting;
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-autocomplete", "list");

    const close = () => {
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      at = -1;
    };
    const mark = (next) => {
      at = next;
      for (const [i, child] of [...list.children].entries()) child.setAttribute("aria-selected", String(i === at));
      if (at < 0) return input.removeAttribute("aria-activedescendant");
      input.setAttribute("aria-activedescendant", list.children[at].id);
      list.children[at].scrollIntoView({ block: "nearest" });
    };
    const show = (found) => {
      items = found;
      const options = found.map((item, i) =>
        make(
          "li",
          {
            id: `suggestion-${i}`,
            role: "option",
            "aria-selected": "false",
            onmousedown: (event) => event.preventDefault(),
            onclick: () => location.assign(up + item.href),
          },
          make("span", { dir: "auto" }, item.text),
          make("small", { class: "kind" }, item.note),
        ),
      );
      list.replaceChildren(...options);
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      at = -1;
    };
    const ask = async () => {
      asking?.abort();
      const q = input.value.trim();
      if (!q) return close();
      asking = new AbortController();
      const { signal } = asking;
      const clocks = Object.fromEntries(new FormData(input.form));
      try {
        const found = await get(`${up}browse/suggest`, { ...clocks, q }, signal);
        if (!signal.aborted) show(found.items);
      } catch (error) {
        if (error.name !== "AbortError") say(error.message);
      }
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, WAIT);
    });
    input.addEventListener("keydown", (event) => {
      if (list.hidden) return;
      if (event.key === "Escape") close();
      else if (event.key === "Enter" && items[at]) location.assign(up + items[at].href);
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        const step = event.key === "ArrowDown" ? 1 : -1;
        mark(at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length);
      } else return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener("blur", close);
  };

  return { attach };
})();
