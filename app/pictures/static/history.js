// Undo and redo over states that are never changed, only followed by others.
"use strict";
tradegraph.history = (() => {
  /** A history that begins with a state. `say` is told of every state that becomes the one in force. */
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
      /** Goes on to a state that differs in what `change` holds. */
      go(change) {
        past = [...past, present];
        future = [];
        become({ ...present, ...change });
      },
      /** Changes the state in force without a step to undo: for what moves on while it is held, as a slider. */
      slide(change) {
        become({ ...present, ...change });
      },
      /** Makes one step of all the sliding since `from`. */
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
