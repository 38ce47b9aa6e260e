import * as z from "zod";
import { Instant } from "./instant.js";

const Row = z.record(z.string(), z.unknown());

/** What happened to one row, as change data capture tells it; messages of sources of changes are these, as JSON. */
export const Change = z.strictObject({
  op: z
    .enum(["create", "update", "delete", "read", "truncate"])
    .meta({ description: "`read`: the row was there when the watching began" }),
  table: z.string().nullable().meta({ description: "Where the row is: schema.table, or a file" }),
  before: Row.nullable().meta({ description: "The row before, as far as it is known" }),
  after: Row.nullable(),
  unknown: z.array(z.string()).optional().meta({
    description: "Columns of `after` whose value the source does not tell, since it did not change",
  }),
  at: Instant.nullable().meta({ description: "When it was committed" }),
  revision: z.int().nonnegative().nullable().meta({
    description: "Order of changes that have the same `at`; the greater is the later",
  }),
  cursor: z.string().nullable().meta({
    description:
      "Where it is: opened with it, the source goes on with the transaction that it is part of",
  }),
});
export type Change = z.infer<typeof Change>;

/** A row: values by column. */
export type ChangeRow = z.infer<typeof Row>;
