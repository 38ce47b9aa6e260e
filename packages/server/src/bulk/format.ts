import { type Query, readChoice } from "@cdp-whatif/core";
import { chooseType } from "../negotiate/media-type.js";
import { ARROW_TYPE } from "./arrow-rows.js";
import { NDJSON_TYPE } from "./ndjson.js";

/** In what rows are sent beside JSON. */
const TYPES = { arrow: ARROW_TYPE, ndjson: NDJSON_TYPE } as const;
const FORMATS = ["arrow", "ndjson"] as const;
export type BulkFormat = (typeof FORMATS)[number];

/**
 * The format that is asked for by `format=`, else by `Accept`; null: JSON.
 *
 * @throws CoreError `invalid_input` for another word
 */
export function bulkFormat(query: Query, accept: string | undefined): BulkFormat | null {
  if (query.format !== undefined) {
    const choices = ["json", ...FORMATS] as const;
    const format = readChoice(query, { key: "format", choices, otherwise: "json" });
    return format === "json" ? null : format;
  }
  if (accept === undefined || accept === "*/*") return null;
  const chosen = chooseType<string>(accept, ["application/json", ...Object.values(TYPES)]);
  return FORMATS.find((one) => TYPES[one] === chosen) ?? null;
}

/** A question without its format, which the rest does not know. */
export function withoutFormat(query: Query): Query {
  if (query.format === undefined) return query;
  const { format: _, ...rest } = query;
  return rest;
}
