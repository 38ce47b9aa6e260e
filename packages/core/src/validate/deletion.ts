import type { Rejection } from "../schema/dead-letter.js";
import { RECORD_KINDS, type RecordKind } from "../schema/record.js";
import { reject } from "../schema/rejection.js";
import { recognise, type UnknownLine } from "./recognise.js";

/** A deletion: the kind that it is of, and a line of that kind that has its key and is otherwise empty. */
export interface ReadDeletion {
  readonly kind: RecordKind;
  readonly line: UnknownLine;
}

const HEAD = ["deleted", "generated_at", "revision"];

/** Fields that a natural key is made of, and what else a line of the kind must have to be one. */
const PARTS: Readonly<Record<RecordKind, { key: readonly string[]; rest: UnknownLine }>> = {
  "customer-event": {
    key: ["messageId", "timestamp"],
    rest: { type: "identify", userId: "deleted" },
  },
  intervention: { key: ["timestamp", "event", "region", "persona", "brand"], rest: {} },
  behaviour: { key: ["timestamp", "group", "region"], rest: { brand_distribution: { Other: 1 } } },
  district: {
    key: ["date", "district"],
    rest: { income_bracket: {}, brand_distribution: { Other: 1 } },
  },
  market: { key: ["date", "region", "brand", "planned"], rest: {} },
  "web-intel": { key: ["date", "location", "item", "weather"], rest: {} },
  "daily-intel": { key: ["date"], rest: { behavioral_twin_report: {} } },
};

/** Fields that tell the kind of a deletion that has the key alone, in the order in which they are looked for. */
const SIGNS: readonly (readonly [RecordKind, readonly string[]])[] = [
  ["customer-event", ["messageId"]],
  ["intervention", ["event"]],
  ["behaviour", ["group", "timestamp"]],
  ["district", ["district"]],
  ["market", ["date", "region", "brand"]],
  ["web-intel", ["date", "location"]],
];

/**
 * Reads a line that says `"deleted": true`: the fields of a natural key, when it was deleted, and whatever else.
 *
 * Its kind is told by `kind`, else by its fields as any line's, else by those of the key. What is not part of the key is
 * not looked at: a row that was not worth keeping may be deleted.
 */
export function readDeletion(line: UnknownLine): ReadDeletion | Rejection {
  const kind = kindOf(line);
  if (kind === null) {
    return reject("unrecognised", {
      field: "",
      found: Object.keys(line),
      expected: `the key of a record that is deleted, or "kind": one of ${RECORD_KINDS.join(", ")}`,
    });
  }
  const made = generatedAt(line);
  if (typeof made !== "string" || made === "") {
    return reject("missing", {
      field: "/generated_at",
      found: made,
      expected:
        "when it was deleted, so that it can be told from what was written before and after",
    });
  }
  const { key, rest } = PARTS[kind];
  const own = Object.fromEntries(
    [...HEAD, ...key].flatMap((field) => (line[field] === undefined ? [] : [[field, line[field]]])),
  );
  if (kind === "web-intel") own.weather = placeOf(line.weather);
  const late = kind === "customer-event" ? { timestamp: made } : {};
  return { kind, line: { ...late, ...rest, ...own, generated_at: made } };
}

function kindOf(line: UnknownLine): RecordKind | null {
  const told = RECORD_KINDS.find((kind) => kind === line.kind);
  if (told !== undefined) return told;
  const recognised = recognise(line);
  if (recognised !== null && recognised !== "demo") return recognised;
  const has = (field: string) => line[field] !== undefined && line[field] !== null;
  return SIGNS.find(([, signs]) => signs.every(has))?.[0] ?? null;
}

function generatedAt({ metadata, generated_at: own }: UnknownLine): unknown {
  const inner = field(metadata, "generated_at");
  return inner ?? own;
}

/** Of the weather only what is part of the key: its place, and whether it is a forecast. */
function placeOf(weather: unknown): UnknownLine | null {
  const [location, status] = [field(weather, "location"), field(weather, "status")];
  const parts = { ...(location != null && { location }), ...(status != null && { status }) };
  return Object.keys(parts).length === 0 ? null : parts;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined;
}
