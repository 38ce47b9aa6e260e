import type { Rejection } from "../schema/dead-letter.js";
import type { RecordKind } from "../schema/record.js";
import { reject } from "../schema/rejection.js";

/** A JSON object whose fields are not known yet. */
export type UnknownLine = Readonly<Record<string, unknown>>;

const WEB_FIELDS = ["weather", "holiday_events", "posts_count", "market_insights"];
const MARKET_FIELDS = ["price", "promotion", "feature", "display", "distribution"];

/** What tells each kind, in the order in which it is looked for; a list within a list means "any of". */
const SIGNS: readonly {
  kind: RecordKind | "demo";
  signs: readonly (string | readonly string[])[];
}[] = [
  { kind: "intervention", signs: ["event"] },
  { kind: "behaviour", signs: ["group", "brand_percentages"] },
  { kind: "behaviour", signs: ["group", "brand_distribution", "timestamp"] },
  { kind: "demo", signs: ["group", "day"] },
  { kind: "daily-intel", signs: ["behavioral_twin_report"] },
  { kind: "web-intel", signs: ["date", WEB_FIELDS] },
  { kind: "district", signs: ["district", "income_bracket"] },
  { kind: "market", signs: ["date", "region", "brand", MARKET_FIELDS] },
];

/**
 * Tells what a line is by the fields it has (original formats, section 6).
 *
 * A customer event also has `event`, so `type` with `messageId` is looked for first.
 */
export function recognise(line: UnknownLine): RecordKind | "demo" | null {
  if (has(line, "messageId") && has(line, "type")) return "customer-event";
  for (const { kind, signs } of SIGNS) if (signs.every((sign) => hasSign(line, sign))) return kind;
  return null;
}

/** Why a line was not recognised: what it has, and what the kind nearest to it would need. */
export function unrecognised(line: UnknownLine): Rejection {
  const fields = Object.keys(line);
  let best = { kind: "behaviour", missing: "", share: -1 };
  const all = [...SIGNS, { kind: "customer-event", signs: ["type", "messageId"] }];
  for (const { kind, signs } of all) {
    const missing = signs.filter((sign) => !hasSign(line, sign));
    const share = 1 - missing.length / signs.length;
    if (share > best.share) best = { kind, missing: missing.map(signText).join(", "), share };
  }
  return reject("unrecognised", {
    field: "",
    found: fields,
    expected: `the fields of a known kind of record; the nearest is ${best.kind}, which also needs ${best.missing}`,
  });
}

function has(line: UnknownLine, field: string): boolean {
  return line[field] !== undefined && Object.hasOwn(line, field);
}

function hasSign(line: UnknownLine, sign: string | readonly string[]): boolean {
  return typeof sign === "string" ? has(line, sign) : sign.some((field) => has(line, field));
}

function signText(sign: string | readonly string[]): string {
  return typeof sign === "string" ? `"${sign}"` : `one of ${sign.map((s) => `"${s}"`).join(", ")}`;
}
