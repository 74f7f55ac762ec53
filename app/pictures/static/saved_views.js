// Saved views: a name and an address each, in the storage of the user's browser only.
"use strict";
tradegraph.savedViews = (() => {
  const { make, button, load, store } = tradegraph.helpers;

  const all = () => {
    const found = load("scenes");
    const ours = `${new URL("picture", location.href).pathname}?`;
    return Array.isArray(found)
      ? found.filter((one) => typeof one.name === "string" && String(one.address).startsWith(ours))
      : [];
  };
  /** Saves an address under a name and replaces the one with that name. Returns whether the browser stored it. */
  const save = (name, address) => store("scenes", [{ name, address }, ...all().filter((one) => one.name !== name)]);
  const remove = (name) =>
    store(
      "scenes",
      all().filter((one) => one.name !== name),
    );

  /** Creates a list of links to the saved views, each with a button to delete it. */
  const list = () => {
    const shown = make("ul", { class: "saved" });
    const fill = () =>
      shown.replaceChildren(
        ...all().map(({ name, address }) =>
          make(
            "li",
            {},
            make("a", { href: address, dir: "auto" }, name),
            button(
              "×",
              () => {
                remove(name);
                fill();
              },
              { "aria-label": `Delete ${name}` },
            ),
          ),
        ),
      );
    fill();
    return shown;
  };

  return { all, save, list };
})();
