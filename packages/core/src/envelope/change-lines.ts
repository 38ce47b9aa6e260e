import { Change, type ChangeRow } from "../schema/change.js";
import type { Rejection } from "../schema/dead-letter.js";
import type { RecordKind } from "../schema/record.js";
import { foundText, reject } from "../schema/rejection.js";

/** How rows of a table are lines of ours; without it, their columns are our fields. */
export interface RowMapping {
  /** By our field, the column that holds it. A row then has these fields only, beside those of the payload. */
  readonly columns?: Readonly<Record<string, string>> | undefined;
  /** Column that holds a whole line of ours, as JSON or as its text. */
  readonly payloadColumn?: string | undefined;
  /** Kind of the records, for deletions whose key does not tell it. */
  readonly kind?: RecordKind | undefined;
}

/** Lines, or why there are none. */
export type ChangeLines = { readonly lines: readonly string[] } | Rejection;

/** Every field that takes part in the natural key of some kind of record. */
const KEY_FIELDS = [
  "messageId",
  "timestamp",
  "event",
  "persona",
  "group",
  "region",
  "brand",
  "planned",
  "date",
  "district",
  "location",
  "item",
  "weather",
];

/**
 * A change as lines of ours: the row as it is after it, the deletion of the row before it, or both where its key changed.
 *
 * `generated_at` and `revision` of the lines are the change's, so that the later change stands whatever comes first. Of a
 * change's two lines the new row has the greater revision.
 */
export function changeLines(change: Change, mapping: RowMapping = {}): ChangeLines {
  const { op, after } = change;
  if (op === "truncate") {
    return reject("truncate", {
      field: "",
      found: change.table,
      expected:
        "changes of single rows; rows that TRUNCATE removes are not named, so they are still here: delete them one by one, or start a new store",
    });
  }
  const before = change.before === null ? null : lineOf(change.before, mapping);
  if (before !== null && isRejection(before)) return before;
  if (op === "delete") {
    if (before !== null) return { lines: [deletion(before, change, mapping)] };
    return reject("no_row_before", {
      field: "/before",
      found: null,
      expected: "the row that was deleted; a table tells it with REPLICA IDENTITY FULL",
    });
  }
  if (after === null) {
    return reject("missing", { field: "/after", found: after, expected: `the row after ${op}` });
  }
  if (change.unknown !== undefined && change.unknown.length > 0) {
    return reject("unchanged_value", {
      field: "/unknown",
      found: change.unknown,
      expected:
        "the whole row; values too large for it are told with REPLICA IDENTITY FULL though unchanged",
    });
  }
  const line = lineOf(after, mapping);
  if (isRejection(line)) return line;
  const written = JSON.stringify({ ...line, ...head(change, 1) });
  const moved = before !== null && KEY_FIELDS.some((field) => differs(before, line, field));
  return { lines: moved ? [deletion(before, change, mapping), written] : [written] };
}

/** Takes changes as JSON, the messages of a source of changes, as lines. What is no JSON is a line of its own. */
export function unwrapChange(mapping: RowMapping = {}): (text: string) => ChangeLines {
  return (text) => {
    const value = parsed(text);
    if (value === undefined) return { lines: [text] };
    const change = Change.safeParse(value);
    if (change.success) return changeLines(change.data, mapping);
    return reject("invalid_envelope", { field: "", found: text, expected: "a change, as JSON" });
  };
}

/** The value of a JSON text; undefined when it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

export function isRow(value: unknown): value is ChangeRow {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function lineOf(row: ChangeRow, { columns, payloadColumn }: RowMapping): ChangeRow | Rejection {
  let line: ChangeRow = columns === undefined && payloadColumn === undefined ? row : {};
  if (payloadColumn !== undefined) {
    const held = row[payloadColumn];
    const payload = typeof held === "string" ? parsed(held) : held;
    if (!isRow(payload)) {
      return reject("payload_column", {
        field: `/${payloadColumn}`,
        found: held,
        expected:
          "a line of ours as JSON in this column; to see it in rows that are deleted, set REPLICA IDENTITY FULL",
      });
    }
    line = payload;
  }
  for (const [field, column] of Object.entries(columns ?? {})) {
    if (row[column] !== undefined) line = { ...line, [field]: row[column] };
  }
  return line;
}

function deletion(line: ChangeRow, change: Change, { kind }: RowMapping): string {
  return JSON.stringify({ ...line, ...(kind && { kind }), ...head(change, 0), deleted: true });
}

/** When the change was made; what the row itself says of that gives way. */
function head({ at, revision }: Change, part: 0 | 1) {
  return {
    metadata: undefined,
    ...(at !== null && { generated_at: new Date(at).toISOString() }),
    ...(revision !== null && { revision: 2 * revision + part }),
  };
}

function differs(before: ChangeRow, after: ChangeRow, field: string): boolean {
  const old = before[field];
  return old !== undefined && foundText(old) !== foundText(after[field]);
}

function isRejection(value: ChangeRow | Rejection): value is Rejection {
  return "rule" in value && "expected" in value && "found" in value;
}
