// Controls: connects the toolbar and the keyboard shortcuts to the actions of the explorer.
"use strict";
tradegraph.controls = (() => {
  const { byId, say } = tradegraph.helpers;

  const toggleLegend = () => {
    byId("legend").hidden = !byId("legend").hidden;
    byId("toggle-filters").setAttribute("aria-expanded", String(!byId("legend").hidden));
  };

  /** Connects everything; `actions` has a function for each control, and `current()` for the id of the current entity. */
  const attach = (actions) => {
    const showHelp = () => byId("help").showModal();
    const zoomIn = () => actions.zoom(1.25);
    const zoomOut = () => actions.zoom(0.8);
    const buttons = {
      undo: actions.undo,
      redo: actions.redo,
      expected: actions.togglePlans,
      "toggle-table": actions.toggleTable,
      "toggle-labels": actions.toggleLabels,
      "toggle-filters": toggleLegend,
      "zoom-in": zoomIn,
      "zoom-out": zoomOut,
      fit: actions.fit,
      "show-all": actions.showAll,
      "help-open": showHelp,
      skip: () => byId("canvas").focus(),
      "to-latest": actions.toLatest,
      more: actions.addByType,
    };
    for (const [id, act] of Object.entries(buttons)) byId(id)?.addEventListener("click", () => act());

    const onCurrent = (act) => () => {
      const id = actions.current();
      if (id === null) say("Select an entity with the arrow keys first.");
      else act(id);
    };
    tradegraph.shortcuts.attach({
      ...actions,
      expand: onCurrent(actions.expand),
      hide: onCurrent(actions.hide),
      hideOthers: onCurrent(actions.hideOthers),
      pin: onCurrent(actions.pin),
      zoomIn,
      zoomOut,
      help: showHelp,
      search: () => byId("search").focus(),
    });
    return { toggleLegend };
  };

  return { attach };
})();
