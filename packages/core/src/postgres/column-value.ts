import pg from "pg";

/** Type oids of pg_type.dat, which are the same in every database. */
const BOOL = 16;
const INTEGERS = new Set([20, 21, 23, 26]);
const NUMBERS = new Set([700, 701, 1700]);
const JSONS = new Set([114, 3802]);
const TIMESTAMPTZ = 1184;
/** Lists of int2, int4, text, varchar, float4, float8. */
const LISTS = new Set([1005, 1007, 1009, 1015, 1021, 1022]);

/**
 * A column's text as a value of JSON: numbers, booleans, JSON, lists of texts and numbers, instants as RFC 3339; all else stays text.
 *
 * A whole number beyond 53 bits, and NaN and infinities, stay text, since a JSON number would be another one.
 */
export function columnValue(text: string | null, type: number): unknown {
  if (text === null) return null;
  if (type === BOOL) return text === "t";
  if (INTEGERS.has(type)) return Number.isSafeInteger(Number(text)) ? Number(text) : text;
  if (NUMBERS.has(type)) return Number.isFinite(Number(text)) ? Number(text) : text;
  if (JSONS.has(type)) return JSON.parse(text);
  if (type === TIMESTAMPTZ) return text.replace(" ", "T").replace(/([+-]\d\d)$/, "$1:00");
  if (LISTS.has(type)) return pg.types.getTypeParser(type)(text);
  return text;
}

/** What a session is told so that values are written in one way only. */
export const SESSION_OPTIONS =
  "-c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601 -c extra_float_digits=3 -c bytea_output=hex";
