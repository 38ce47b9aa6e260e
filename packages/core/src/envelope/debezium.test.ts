import { expect, it } from "vitest";
import { debezium, debeziumChange } from "./index.js";

const source = {
  schema: "public",
  table: "market",
  ts_ms: 1_772_647_204_000,
  lsn: 33_000,
  txId: 9,
};
const row = { date: "2026-03-05", region: "Taipei", brand: "全家", price: 35 };
const linesOf = (message: unknown, mapping = {}) => {
  const outcome = debezium(mapping)(
    typeof message === "string" ? message : JSON.stringify(message),
  );
  if ("rule" in outcome) return outcome.rule;
  return outcome.lines.map((line): unknown => JSON.parse(line));
};
const made = { generated_at: "2026-03-04T18:00:04.000Z" };

it.each([
  ["c", null, row],
  ["r", null, row],
  ["u", { ...row, price: 30 }, row],
])("makes a line of op %s, bare or in payload", (op, before, after) => {
  const message = { op, before, after, source, ts_ms: 1 };
  const expected = [{ ...row, ...made, revision: 66_001 }];
  expect(linesOf(message)).toEqual(expected);
  expect(linesOf({ schema: { type: "struct" }, payload: message })).toEqual(expected);
});

it("makes a deletion of op d, and of an update that changes the key", () => {
  const gone = { ...row, ...made, revision: 66_000, deleted: true };
  expect(linesOf({ op: "d", before: row, after: null, source })).toEqual([gone]);
  const moved = { ...row, region: "Tainan" };
  expect(linesOf({ op: "u", before: row, after: moved, source })).toEqual([
    gone,
    { ...moved, ...made, revision: 66_001 },
  ]);
});

it.each([
  ["a tombstone", "null"],
  ["an empty message", ""],
  ["a tombstone in payload", { schema: null, payload: null }],
  ["a heartbeat", { ts_ms: 1 }],
  ["a change of schema", { source, databaseName: "shop", ddl: "ALTER TABLE …", tableChanges: [] }],
  ["the begin of a transaction", { status: "BEGIN", id: "571", ts_ms: 1 }],
  ["a logical message", { op: "m", ts_ms: 1, source, message: { prefix: "x", content: "" } }],
])("takes %s as a message of no rows", (_, message) => {
  expect(linesOf(message)).toEqual([]);
});

it.each([
  ["truncate", { op: "t", before: null, after: null, source }],
  ["no_row_before", { op: "d", before: null, after: null, source }],
  ["missing", { op: "c", before: null, after: null, source }],
  ["invalid_envelope", { op: "x", after: row, source }],
  ["invalid_envelope", { hello: 1 }],
  ["invalid_envelope", "{"],
  ["invalid_envelope", "[1]"],
])("refuses with %s: %j", (rule, message) => {
  expect(linesOf(message)).toBe(rule);
});

it("takes fields from a shop's own columns, or a whole line from one column", () => {
  const after = { d: "2026-03-05", line: JSON.stringify(row), n: 1 };
  const message = { op: "c", before: null, after, source };
  const head = { ...made, revision: 66_001 };
  expect(linesOf(message, { columns: { date: "d", units: "n" } })).toEqual([
    { date: "2026-03-05", units: 1, ...head },
  ]);
  expect(linesOf(message, { payloadColumn: "line" })).toEqual([{ ...row, ...head }]);
  expect(
    linesOf({ ...message, after: { ...after, line: row } }, { payloadColumn: "line" }),
  ).toEqual([{ ...row, ...head }]);
  expect(linesOf(message, { payloadColumn: "none" })).toBe("payload_column");
});

it("lets the change, not the row, say when it was made", () => {
  const after = { ...row, generated_at: "2020-01-01", metadata: { generated_at: "2020-01-01" } };
  const [line] = linesOf({ op: "c", before: null, after, source });
  expect(line).toEqual({ ...row, ...made, revision: 66_001 });
});

it.each([
  [{ lsn: 7 }, 7, "7"],
  [{ file: "mysql-bin.000003", pos: 154, row: 2 }, 154 * 4096 + 2, "mysql-bin.000003:154"],
  [{ scn: "68" }, 68, "68"],
  [{ ts_us: 1_772_647_204_000_123 }, 123, null],
  [{}, null, null],
])("orders changes of one millisecond by %j", (place, revision, cursor) => {
  const change = debeziumChange({ op: "c", after: row, source: { ts_ms: 5, ...place } });
  expect(change).toMatchObject({ at: 5, revision, cursor });
});
