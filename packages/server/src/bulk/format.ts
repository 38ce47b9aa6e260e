import { type Query, readChoice } from "@cdp-whatif/core";
import { chooseType } from "../negotiate/media-type.js";
import { ARROW_TYPE } from "./arrow-rows.js";
import { NDJSON_TYPE } from "./ndjson.js";

/** In what rows are sent beside JSON. */
export type BulkFormat = "arrow" | "ndjson";

/**
 * The format that is asked for by `format=`, else by `Accept`; null: JSON.
 *
 * @throws CoreError `invalid_input` for another word
 */
export function bulkFormat<T extends BulkFormat>(
  query: Query,
  accept: string | undefined,
  formats: readonly T[],
): T | null {
  if (query.format !== undefined) {
    const choices = ["json", ...formats] as const;
    const format = readChoice(query, { key: "format", choices, otherwise: "json" });
    return format === "json" ? null : (formats.find((one) => one === format) ?? null);
  }
  if (accept === undefined || accept === "*/*") return null;
  const types = { arrow: ARROW_TYPE, ndjson: NDJSON_TYPE } as const;
  const chosen = chooseType<string>(accept, [
    "application/json",
    ...formats.map((one) => types[one]),
  ]);
  return formats.find((one) => types[one] === chosen) ?? null;
}

/** A question without its format, which the rest does not know. */
export function withoutFormat(query: Query): Query {
  if (query.format === undefined) return query;
  const { format: _, ...rest } = query;
  return rest;
}
