import * as z from "zod";
import { RecordKind } from "./record.js";

const Limit = z.number();

/** A rule of the user's own about one field of accepted records; a field that is absent or null passes unless `required`. */
export const RecordRule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9_]{0,63}$/)
      .meta({ description: "Rule of its dead letters: small letters, digits and _" }),
    kinds: z.array(RecordKind).min(1).optional().meta({ description: "Default: all kinds" }),
    field: z
      .string()
      .regex(/^(\/([^~/]|~[01])*)+$/)
      .meta({ description: "RFC 6901 pointer into the record as stored, e.g. /people" }),
    required: z.boolean().optional(),
    type: z.enum(["number", "text", "boolean", "list", "object"]).optional(),
    minimum: Limit.optional(),
    maximum: Limit.optional(),
    oneOf: z
      .array(z.union([z.string(), z.number(), z.boolean()]))
      .min(1)
      .optional(),
    pattern: z
      .string()
      .optional()
      .meta({ description: "Regular expression that the whole text fits" }),
    expected: z
      .string()
      .min(1)
      .optional()
      .meta({ description: "What dead letters say was expected; default: made of the rule" }),
  })
  .meta({ id: "RecordRule" });
export type RecordRule = z.infer<typeof RecordRule>;

/** Rules and declarations about the data of a source, as a file holds them. */
export const RuleSet = z
  .strictObject({
    rules: z.array(RecordRule).default([]),
    coerceNumbers: z
      .boolean()
      .default(false)
      .meta({ description: 'Declares that numbers are written as text: "12" is then 12' }),
  })
  .meta({ id: "RuleSet" });
export type RuleSet = z.infer<typeof RuleSet>;
