// Scenes that the reader saved: a name and an address each, kept by the reader's browser and nowhere else.
"use strict";
tradegraph.savedViews = (() => {
  const { make, button, kept, keep } = tradegraph.helpers;

  const all = () => {
    const found = kept("scenes");
    const ours = `${new URL("picture", location.href).pathname}?`;
    return Array.isArray(found) ? found.filter((one) => typeof one.name === "string" && String(one.address).startsWith(ours)) : [];
  };
  /** Saves an address under a name, in place of the one that had it; says whether the browser took it. */
  const save = (name, address) => keep("scenes", [{ name, address }, ...all().filter((one) => one.name !== name)]);
  const forget = (name) => keep("scenes", all().filter((one) => one.name !== name));

  /** The saved scenes as a list of links, each with a button that forgets it. */
  const list = () => {
    const shown = make("ul", { class: "saved" });
    const fill = () => shown.replaceChildren(...all().map(({ name, address }) => make("li", {},
      make("a", { href: address, dir: "auto" }, name),
      button("×", () => {
        forget(name);
        fill();
      }, { "aria-label": `Forget ${name}` }))));
    fill();
    return shown;
  };

  return { all, save, list };
})();
