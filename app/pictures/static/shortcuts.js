// Keyboard shortcuts for all actions. Letters work only while the picture has the focus.
"use strict";
tradegraph.shortcuts = (() => {
  const { byId } = tradegraph.helpers;
  const ARROWS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

  /** Connects the keys; `act` has a function for each name used here. */
  const attach = (act) => {
    const letters = {
      e: act.expand,
      h: act.hide,
      H: act.hideOthers,
      p: act.pin,
      f: act.findPath,
      x: act.togglePlans,
      l: act.toggleLabels,
      t: act.toggleTable,
      u: act.undo,
      r: act.redo,
      a: act.showAll,
      "[": act.changeBefore,
      "]": act.changeAfter,
      "+": act.zoomIn,
      "=": act.zoomIn,
      "-": act.zoomOut,
      0: act.fit,
      "?": act.help,
      "/": act.search,
    };
    const command = (event) => {
      const key = event.key.toLowerCase();
      if (key === "z") return event.shiftKey ? act.redo : act.undo;
      return key === "y" ? act.redo : null;
    };
    const inPicture = (event) => {
      if (ARROWS[event.key]) return () => act.walk(ARROWS[event.key]);
      if (event.key === "Enter") return () => act.pick(event.shiftKey);
      if (event.key === "Escape") return act.closeDetails;
      return letters[event.key];
    };
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.altKey) return;
      const on = document.activeElement;
      if (on.matches("input:not([type=range]), textarea") || on.closest("dialog")) return;
      const picture = on === byId("canvas") || on === document.body;
      const what =
        event.ctrlKey || event.metaKey
          ? command(event)
          : picture
            ? inPicture(event)
            : event.key === "Escape"
              ? act.closeDetails
              : event.key === "/" || event.key === "?"
                ? letters[event.key]
                : null;
      if (!what) return;
      event.preventDefault();
      what();
    });
  };

  return { attach };
})();
