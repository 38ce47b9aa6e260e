import * as z from "zod";
import type { RestAuthorization } from "../rest-option.js";

/** Where Taiwan's Central Weather Administration has its open data. */
export const CWA_URL = "https://opendata.cwa.gov.tw/api/v1/rest/datastore/";

/** Numbers come as texts, and as numbers in some data sets. */
export const CwaValue = z.union([z.string(), z.number()]).nullish();
export type CwaValue = z.output<typeof CwaValue>;

/** Far below anything that was ever measured in Taiwan: codes such as -99, -99.0, -990, -999. */
const NO_VALUE_BELOW = -90;

/** A measured number; what a station did not report (a code, `X`, `T` for a trace, blank) is null. */
export function cwaNumber(value: CwaValue): number | null {
  if (value === null || value === undefined) return null;
  const text = String(value).trim();
  if (!/^-?\d+(\.\d+)?$/.test(text)) return null;
  const number = Number(text);
  return number < NO_VALUE_BELOW ? null : number;
}

/** A word; the codes of missing numbers stand for missing words too. */
export function cwaText(value: CwaValue): string | null {
  const text = value === null || value === undefined ? "" : String(value).trim();
  return text === "" || /^(-\d+(\.\d+)?|X)$/.test(text) ? null : text;
}

/** A value within a range, as our format has it; what lies outside is a code that is not known here. */
export function inRange(value: number | null, least: number, most: number): number | null {
  return value !== null && value >= least && value <= most ? value : null;
}

/** The key goes into the parameter `Authorization`. */
export function cwaKey(value: string): RestAuthorization {
  return { by: "key", in: "query", name: "Authorization", value };
}
