// Suggestions under the search box: entities, and questions with the entity filled in. Each leads to a page.
"use strict";
tradegraph.suggestions = (() => {
  const { make, get } = tradegraph.helpers;

  /** Connects a search input with its list. Without a chosen suggestion, the form is sent as it is. */
  const attach = (input, list) => {
    const { up } = input.dataset;
    tradegraph.combobox.attach(input, list, {
      find: async (q, signal) => {
        const clocks = Object.fromEntries(new FormData(input.form));
        return (await get(`${up}browse/suggest`, { ...clocks, q }, signal)).items;
      },
      describe: (item) => [make("span", { dir: "auto" }, item.text), make("small", { class: "kind" }, item.note)],
      choose: (item) => location.assign(up + item.href),
    });
  };

  return { attach };
})();
