// The page's few tools: elements made of text, answers of the service, what is said aloud, light and dark.
// Text from the data only ever becomes a text node or an attribute that holds text; nothing here reads markup.
"use strict";
const tradegraph = {};

tradegraph.helpers = (() => {
  const byId = (id) => document.getElementById(id);

  /** An element with attributes; `children` are elements or texts. A handler is given as `onclick` and the like. */
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

  /** Rows of a name and a value as a list of definitions; values keep their own direction of writing. */
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

  /** A block of data of the page. */
  const data = (id) => JSON.parse(byId(id).textContent);

  /** The service's answer to a GET as JSON; the path is relative to the page, which may be below a proxy's. Throws an Error with the sentence that the service gives. */
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
      throw new Error("The service cannot be reached: see that it still runs, then try again.");
    }
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail || `The service answered ${answer.status}.`);
    return body;
  };

  /** Tells something in a line at the bottom, aloud too; it goes away by itself. */
  let fading;
  const say = (text) => {
    const line = byId("said");
    line.textContent = text;
    line.classList.add("on");
    clearTimeout(fading);
    fading = setTimeout(() => line.classList.remove("on"), 6000);
  };

  /** What the reader's browser keeps for this page; nothing where it keeps nothing, as for a file. */
  const kept = (name) => {
    try {
      return JSON.parse(localStorage.getItem(`tradegraph.${name}`));
    } catch {
      return null;
    }
  };
  const keep = (name, value) => {
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
  const dark = () => getComputedStyle(document.documentElement).colorScheme === "dark" ||
    (!document.documentElement.dataset.theme && matchMedia("(prefers-color-scheme: dark)").matches);
  const toggleTheme = () => {
    const next = dark() ? "light" : "dark";
    keep("theme", next);
    setTheme(next);
  };
  const theme = () => {
    setTheme(kept("theme"));
    byId("theme")?.addEventListener("click", toggleTheme);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => setTheme(kept("theme")));
  };

  /** Saves a text or a blob as a file of the reader's. */
  const download = (name, content, type = "text/plain") => {
    const blob = content instanceof Blob ? content : new Blob([content], { type });
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };

  return { byId, make, button, rows, svg, data, get, say, kept, keep, theme, toggleTheme, download };
})();
