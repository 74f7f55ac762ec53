// An input with a list of suggestions, for mouse and keyboard.
"use strict";
tradegraph.combobox = (() => {
  const { make, say } = tradegraph.helpers;

  /**
   * Connects an input with its list. `find(text, signal)` returns items, `describe(item)` the children of an item's
   * line, and `choose(item)` is called with the chosen one. Optional: `wait`, the ms after the last key before `find` is
   * called; `describeNone(text)`, the children of the line without a match; `first`, to select the first item;
   * `onEnter(ask)`, for Enter without a selected item, and `onEscape()`.
   */
  const attach = (
    input,
    list,
    { find, describe, choose, wait = 150, describeNone, first = false, onEnter, onEscape },
  ) => {
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
    const pick = (item) => {
      close();
      choose(item);
    };
    const line = (item, i) =>
      make(
        "li",
        {
          id: `suggestion-${i}`,
          role: "option",
          "aria-selected": "false",
          onmousedown: (event) => event.preventDefault(),
          onclick: () => pick(item),
        },
        ...describe(item),
      );
    const show = (found, text) => {
      items = found;
      const none = found.length || !describeNone ? [] : describeNone(text);
      list.replaceChildren(...found.map(line));
      if (none.length) list.append(make("li", { class: "none", role: "option", "aria-disabled": "true" }, ...none));
      list.hidden = !list.children.length;
      input.setAttribute("aria-expanded", String(!list.hidden));
      mark(first && found.length ? 0 : -1);
    };
    const ask = async () => {
      asking?.abort();
      const text = input.value.trim();
      if (!text) return close();
      asking = new AbortController();
      const { signal } = asking;
      try {
        const found = await find(text, signal);
        if (!signal.aborted) show(found, text);
      } catch (error) {
        if (error.name !== "AbortError") say(error.message);
      }
    };
    /** Handles a key; returns whether it was for the list. */
    const handle = (key) => {
      const open = !list.hidden;
      if (key === "Escape" && (open || onEscape)) {
        close();
        onEscape?.();
      } else if (key === "Enter" && open && items[at]) pick(items[at]);
      else if (key === "Enter" && onEnter) onEnter(ask);
      else if ((key === "ArrowDown" || key === "ArrowUp") && open && items.length) {
        const step = key === "ArrowDown" ? 1 : -1;
        mark(at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length);
      } else return false;
      return true;
    };
    input.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, wait);
    });
    input.addEventListener("keydown", (event) => {
      if (!handle(event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    input.addEventListener("blur", close);
  };

  return { attach };
})();
