import { debezium, RECORD_KINDS, type Unwrap, unwrapChange } from "@cdp-whatif/core";
import * as z from "zod";
import type { DefinedSource } from "./source-kind.js";

/** What the definition of any source may say of its messages. */
export const Envelope = z.object({
  envelope: z
    .enum(["debezium"])
    .optional()
    .meta({ description: "What stands around the rows in each message" }),
  rows: z
    .strictObject({
      columns: z
        .record(z.string(), z.string())
        .optional()
        .meta({ description: "By our field, the column that holds it" }),
      payloadColumn: z
        .string()
        .min(1)
        .optional()
        .meta({ description: "Column that holds a whole line of ours" }),
      kind: z.enum(RECORD_KINDS).optional(),
    })
    .optional()
    .meta({ description: "How rows are lines of ours, where messages tell changes of rows" }),
});
export type Envelope = z.infer<typeof Envelope>;

/** What takes the envelope off a source's messages; undefined: they have none. */
export function unwrapOf(
  { unwrap, changes }: DefinedSource,
  { envelope, rows }: Envelope,
): Unwrap | undefined {
  if (envelope === "debezium") return debezium(rows);
  return changes === true ? unwrapChange(rows) : unwrap;
}
