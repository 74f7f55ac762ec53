// Helpers shared by all pages: elements, requests to the service, notices, browser storage, light and dark theme.
// Text from the data only becomes text nodes and attribute values, never markup.
"use strict";
const tradegraph = {};

tradegraph.helpers = (() => {
  const byId = (id) => document.getElementById(id);

  /** Creates an element. `children` are elements or texts; a function as `onclick` and the like becomes a listener. */
  const make = (tag, attributes = {}, ...children) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (typeof value === "function") made.addEventListener(name.slice(2), value);
      else if (value === true) made.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  };

  const button = (text, onclick, attributes = {}) => make("button", { type: "button", onclick, ...attributes }, text);

  /** Creates a description list from pairs of name and value; each value keeps its own writing direction. */
  const rows = (pairs) => {
    const list = make("dl");
    for (const [name, value] of pairs) list.append(make("dt", {}, name), make("dd", { dir: "auto" }, value));
    return list;
  };

  const SVG = "http://www.w3.org/2000/svg";
  const svg = (tag, attributes, ...children) => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  };

  const plural = (n, one, many) => `${n} ${n === 1 ? one : many}`;

  /** Returns the JSON of one of the page's data blocks. */
  const data = (id) => JSON.parse(byId(id).textContent);

  /**
   * Sends a GET request and returns the JSON of the response. The path is relative, because the page may
   * be below a proxy's path. Throws an Error with the service's own message.
   */
  const get = async (path, parameters = {}, signal = undefined) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(parameters)) {
      for (const one of Array.isArray(value) ? value : [value]) {
        if (one !== null && one !== undefined && one !== "") query.append(name, one);
      }
    }
    const address = query.size ? `${path}?${query}` : path;
    let answer;
    try {
      answer = await fetch(address, { headers: { Accept: "application/json" }, signal });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error("The service cannot be reached. Check that it is running, then try again.");
    }
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail || `The service responded with status ${answer.status}.`);
    return body;
  };

  /** Shows a notice for six seconds; screen readers announce it. */
  let fading;
  const say = (text) => {
    const line = byId("said");
    line.textContent = text;
    line.classList.add("on");
    clearTimeout(fading);
    fading = setTimeout(() => line.classList.remove("on"), 6000);
  };

  const SOON = 300; // ms after which loading is shown
  /** Shows "Loading…" at the end of an element while a request takes longer than a moment. */
  const slow = (promise, box) => {
    const note = make("p", { class: "soft loading" }, "Loading…");
    const waiting = setTimeout(() => box.append(note), SOON);
    return promise.finally(() => {
      clearTimeout(waiting);
      note.remove();
    });
  };

  /** Wraps an asynchronous action so that its error is shown as a notice. */
  const reportErrors =
    (act) =>
    async (...given) => {
      const waiting = setTimeout(() => say("Loading…"), SOON);
      try {
        await act(...given);
      } catch (error) {
        say(error.message);
      } finally {
        clearTimeout(waiting);
        if (byId("said").textContent === "Loading…") byId("said").classList.remove("on");
      }
    };

  /** Returns a value from the browser's storage; null if it is missing, or if there is no storage, as for a file. */
  const load = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`tradegraph.${name}`));
    } catch {
      return null;
    }
  };
  const store = (name, value) => {
    try {
      localStorage.setItem(`tradegraph.${name}`, JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  };

  const setTheme = (theme) => {
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
    document.dispatchEvent(new Event("themechange"));
  };
  const dark = () =>
    getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const toggleTheme = () => {
    const next = dark() ? "light" : "dark";
    store("theme", next);
    setTheme(next);
  };
  const theme = () => {
    setTheme(load("theme"));
    byId("theme")?.addEventListener("click", toggleTheme);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(load("theme")));
  };

  /** Downloads a text or a blob as a file. */
  const download = (name, content, type = "text/plain") => {
    const blob = content instanceof Blob ? content : new Blob([content], { type });
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  return {
    byId,
    make,
    button,
    rows,
    svg,
    data,
    get,
    say,
    plural,
    reportErrors,
    slow,
    load,
    store,
    theme,
    toggleTheme,
    download,
  };
})();
