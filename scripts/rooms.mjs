/**
 * The rooms of packages/core/src in the order in which data flows. A room imports only from earlier
 * rows; rooms on one row do not know each other. `answer/model` is a room of its own inside `answer`.
 * The import rules, the layer check and the clean-arithmetic check are all made from this list.
 */
export const order = [
  ["error"],
  ["math", "schema"],
  ["source", "envelope", "validate", "transform", "enrich", "profile", "store", "model"],
  ["pipeline", "simulate", "intel"],
  ["explain"],
  ["decide", "synthetic", "job"],
  ["live"],
  ["answer"],
  ["seal"],
  ["node", "web", "nats", "postgres", "duckdb", "clickhouse", "worker", "testing"],
];

/** Rooms that may touch the machine: Node built-ins and database clients stay in them. */
export const adapters = [
  "seal",
  "node",
  "web",
  "nats",
  "postgres",
  "duckdb",
  "clickhouse",
  "worker",
];

/** Rooms whose code may use engine functions that differ between machines, and the clock. */
export const impure = [...adapters, "testing"];

/** Packages that speak to a database; only adapters import them. */
export const databaseClients = ["@duckdb/", "duckdb", "@clickhouse/", "pg", "ioredis"];

/** What runs alone in a page, without Node and without a database. */
export const portable = order.flat().filter((room) => !impure.includes(room));

/**
 * @param {string} room
 * @returns {string[]} the rooms that `room` must not import: its row's others and all later rows
 */
export function forbiddenTo(room) {
  const row = order.findIndex((rooms) => rooms.includes(room));
  return order
    .slice(row)
    .flat()
    .filter((other) => other !== room);
}
