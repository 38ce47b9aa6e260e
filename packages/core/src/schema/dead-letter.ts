import * as z from "zod";
import { Instant } from "./instant.js";
import { Position, RecordKind } from "./record.js";

/** Why a record was not accepted: the rule, the field, what was found and what was expected. */
export const Rejection = z.strictObject({
  rule: z.string().min(1).meta({ description: "Stable id, e.g. shares_do_not_sum" }),
  field: z.string().nullable().meta({ description: "RFC 6901 pointer into the record" }),
  found: z.string().meta({ description: "The value, as JSON, at most 200 characters" }),
  expected: z.string(),
});
export type Rejection = z.infer<typeof Rejection>;

/** A rejected record, kept whole, with where it came from. */
export const DeadLetter = z.strictObject({
  id: z.string().length(64).meta({
    description:
      "SHA-256 of source, rule and raw text, without times that change when it is sent again",
  }),
  kind: RecordKind.nullable(),
  ...Rejection.shape,
  position: Position,
  raw: z.string().meta({ description: "The record as read; base64 when it is not UTF-8" }),
  encoding: z.enum(["utf-8", "base64"]),
  rejectedAt: Instant.nullable(),
});
export type DeadLetter = z.infer<typeof DeadLetter>;
