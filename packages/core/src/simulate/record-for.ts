/** Keys from which on an object is made as a table. */
const MANY = 64;

/**
 * An empty plain object that so many keys will be added to.
 *
 * @remarks V8 makes room for three further properties at a time and copies those that are there: the work grows with the
 * square of the keys. An object without prototype is a table from the start, and stays one when it gets its prototype.
 */
export function recordFor<T>(keys: number): Record<string, T> {
  const record: Record<string, T> = {};
  return keys < MANY ? record : Object.setPrototypeOf(Object.create(null), Object.prototype);
}
