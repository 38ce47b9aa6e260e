/** States that were, the one that is, and those that were undone. */
export interface UndoHistory<State> {
  readonly past: readonly State[];
  readonly present: State;
  readonly future: readonly State[];
}

const DEPTH = 100;

export const startHistory = <State>(present: State): UndoHistory<State> => ({
  past: [],
  present,
  future: [],
});

/** A new state as a step that can be undone; the oldest step is forgotten after a hundred. */
export function step<State>(history: UndoHistory<State>, next: State): UndoHistory<State> {
  if (JSON.stringify(next) === JSON.stringify(history.present)) return history;
  return { past: [...history.past, history.present].slice(-DEPTH), present: next, future: [] };
}

/** The state before; the same history when there is none. */
export function undo<State>(history: UndoHistory<State>): UndoHistory<State> {
  const { past, present, future } = history;
  const before = past.at(-1);
  if (before === undefined) return history;
  return { past: past.slice(0, -1), present: before, future: [present, ...future] };
}

/** The state that was undone last; the same history when there is none. */
export function redo<State>(history: UndoHistory<State>): UndoHistory<State> {
  const { past, present, future } = history;
  const [next, ...rest] = future;
  if (next === undefined) return history;
  return { past: [...past, present], present: next, future: rest };
}
