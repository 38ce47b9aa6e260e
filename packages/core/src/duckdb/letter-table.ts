import { DeadLetter } from "../schema/dead-letter.js";
import type { Column } from "./column.js";
import { nullableNumberAt, nullableTextAt, numberAt, textAt, type Values } from "./read-value.js";

/** Columns of dead letters. */
export const LETTER_COLUMNS: readonly Column<DeadLetter>[] = [
  { name: "id", type: "VARCHAR", of: ({ id }) => id },
  { name: "kind", type: "VARCHAR", of: ({ kind }) => kind },
  { name: "rule", type: "VARCHAR", of: ({ rule }) => rule },
  { name: "field", type: "VARCHAR", of: ({ field }) => field },
  { name: "found", type: "VARCHAR", of: ({ found }) => found },
  { name: "expected", type: "VARCHAR", of: ({ expected }) => expected },
  { name: "source", type: "VARCHAR", of: ({ position }) => position.source },
  { name: "line", type: "BIGINT", of: ({ position }) => position.line },
  { name: "byte_offset", type: "BIGINT", of: ({ position }) => position.offset },
  { name: "raw", type: "VARCHAR", of: ({ raw }) => raw },
  { name: "encoding", type: "VARCHAR", of: ({ encoding }) => encoding },
  {
    name: "rejected_at",
    type: "BIGINT",
    of: ({ rejectedAt }) => rejectedAt,
  },
];

/** What to select for `readLetters`, in its order. */
export const LETTER_SELECT = LETTER_COLUMNS.map(({ name }) => name).join(", ");

/** Rows of `LETTER_SELECT` as dead letters. */
export function readLetters(values: Values): DeadLetter[] {
  const of = (index: number) => values.column(index);
  return Array.from({ length: values.rows }, (_, row) =>
    DeadLetter.parse({
      id: textAt(of(0), row),
      kind: nullableTextAt(of(1), row),
      rule: textAt(of(2), row),
      field: nullableTextAt(of(3), row),
      found: textAt(of(4), row),
      expected: textAt(of(5), row),
      position: {
        source: textAt(of(6), row),
        line: numberAt(of(7), row),
        offset: numberAt(of(8), row),
      },
      raw: textAt(of(9), row),
      encoding: textAt(of(10), row),
      rejectedAt: nullableNumberAt(of(11), row),
    }),
  );
}
