// Undo and redo: a history of immutable states.
"use strict";
tradegraph.history = (() => {
  /** Starts a history with a state. `say` is called with each new present state. */
  const begin = (first, say) => {
    let past = [];
    let present = first;
    let future = [];
    const become = (state) => {
      present = state;
      say(present);
    };
    return {
      get state() {
        return present;
      },
      get canUndo() {
        return past.length > 0;
      },
      get canRedo() {
        return future.length > 0;
      },
      /** Moves to a copy of the present state with `change` applied. */
      go(change) {
        past = [...past, present];
        future = [];
        become({ ...present, ...change });
      },
      /** Changes the present state without a step to undo, such as while a slider moves. */
      slide(change) {
        become({ ...present, ...change });
      },
      /** Makes all changes since `from` one step to undo. */
      settle(from) {
        if (from === present) return;
        past = [...past, from];
        future = [];
        become(present);
      },
      undo() {
        if (!past.length) return;
        future = [present, ...future];
        const last = past.at(-1);
        past = past.slice(0, -1);
        become(last);
      },
      redo() {
        if (!future.length) return;
        past = [...past, present];
        const next = future[0];
        future = future.slice(1);
        become(next);
      },
    };
  };
  return { begin };
})();
