/** Lets one work run at a time, the others in the order in which they asked. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Makes turns that nobody has taken yet. */
export function createTurn(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const done = last.then(work);
    last = done.catch(() => undefined); // told to whoever asked for it
    return done;
  };
}
