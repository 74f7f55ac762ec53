// Watched entities, in the storage of the user's browser only, with one address of a feed; and the last visit.
"use strict";
tradegraph.watching = (() => {
  const { byId, make, button, get, load, store, plural } = tradegraph.helpers;
  const HOUR = 3_600_000; // ms

  const all = () => {
    const found = load("watched");
    return Array.isArray(found)
      ? found.filter((one) => typeof one.id === "string" && typeof one.name === "string")
      : [];
  };
  const watches = (id) => all().some((one) => one.id === id);
  const toggle = (id, name) => {
    const others = all().filter((one) => one.id !== id);
    store("watched", watches(id) ? others : [...others, { id, name }]);
  };
  const feed = (up) => `${up}feed.atom?${new URLSearchParams(all().map(({ id }) => ["entity", id]))}`;

  /** Makes a button watch an entity, and stop watching it. */
  const attach = (one) => {
    const { watch: id, name } = one.dataset;
    const show = () => {
      one.textContent = watches(id) ? "Watched: stop" : "Watch";
      one.setAttribute("aria-pressed", String(watches(id)));
    };
    one.hidden = false;
    one.addEventListener("click", () => {
      toggle(id, name);
      show();
    });
    show();
  };

  /** Fills a section with the watched entities and the address of their feed; hides it if there are none. */
  const fill = (section, up) => {
    const items = all();
    section.hidden = !items.length;
    section.querySelector("ul")?.remove();
    section.querySelector("p")?.remove();
    if (!items.length) return;
    const list = make("ul", { class: "saved" });
    for (const { id, name } of items) {
      const stop = () => {
        toggle(id, name);
        fill(section, up);
      };
      const link = make("a", { href: `${up}entity/${encodeURIComponent(id)}`, dir: "auto" }, name);
      list.append(make("li", {}, link, button("×", stop, { "aria-label": `Stop watching ${name}` })));
    }
    const about = `${up}browse/changes?${new URLSearchParams({ entity: items.map(({ id }) => id).join(",") })}`;
    const links = make("p", {}, make("a", { href: about }, "Their changes"), " · ");
    links.append(make("a", { href: feed(up) }, "One feed of all (Atom)"));
    section.append(list, links);
  };

  /** Says how many changes became known since the last visit, and remembers this one. */
  const since = async (line) => {
    const before = load("visit");
    const now = new Date();
    if (typeof before !== "string" || now - new Date(before) > HOUR) store("visit", now.toISOString());
    if (typeof before !== "string" || Number.isNaN(Date.parse(before))) return;
    const [path, query = ""] = line.dataset.changes.split("?");
    const parameters = { ...Object.fromEntries(new URLSearchParams(query)), known_since: before };
    const { rows } = await get(path, { ...parameters, format: "json" });
    const when = new Date(before).toLocaleDateString(undefined, { dateStyle: "medium" });
    const text = `Since your last visit on ${when}: ${plural(rows.length, "change", "changes")}`;
    line.replaceChildren(make("a", { href: `${path}?${new URLSearchParams(parameters)}` }, text));
    line.hidden = false;
  };

  const start = (up) => {
    for (const one of document.querySelectorAll("[data-watch]")) attach(one);
    if (byId("watched")) fill(byId("watched"), up);
    if (byId("since-visit")) since(byId("since-visit")).catch((error) => tradegraph.helpers.say(error.message));
  };

  return { start };
})();
