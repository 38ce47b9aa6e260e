import type { Rejection } from "../../schema/dead-letter.js";
import { dayOfDate } from "../../schema/time-text.js";
import { toSortKey } from "../../store/sort-key.js";
import type { ClockTime } from "../../transform/clock.js";
import type { ResolvedName } from "../../transform/resolve-name.js";
import type { ListInterner } from "./list-interner.js";

/** Fields of a behaviour line, as bits. */
export const FIELDS = {
  timestamp: 1,
  group: 2,
  region: 4,
  total_personas: 8,
  brand_distribution: 16,
  brand_percentages: 32,
  avg_satisfaction: 64,
  digital_adoption_rate: 128,
  gamification_engagement: 256,
  efficiency_score: 512,
  key_insights: 1024,
  demo: 2048,
  generated_at: 4096,
} as const;
/** Without these no line is plain. */
export const NEEDED = FIELDS.timestamp | FIELDS.group | FIELDS.region | FIELDS.brand_distribution;

export interface Name {
  /** Null when it is no name. */
  readonly resolved: ResolvedName | null;
  readonly repairs: readonly string[];
  /** Where it stands among the names of a part of the columns, and of which part that is. */
  place: number;
  part: number;
  /** The id as JSON, as JSON within a JSON text, and as part of a sort key. */
  readonly json: Uint8Array;
  readonly quoted: Uint8Array;
  readonly sorted: Uint8Array;
  /** UTF-16 units of the id as JSON. */
  readonly units: Uint16Array;
}

export interface Time {
  /** Null when it is no time, or too late. */
  readonly time: ClockTime | null;
  readonly repairs: readonly string[];
  readonly day: number;
  readonly digits: Uint8Array;
  /** UTF-16 units of `["behaviour",…,`, with which a key begins. */
  readonly keyUnits: Uint16Array;
  /** `{"at":…,"date":"…","demo":` */
  readonly opening: Uint8Array;
  /** `,"kind":"behaviour","offsetMinutes":…,"people":` */
  readonly middle: Uint8Array;
}

const encoder = new TextEncoder();
const utf8 = (text: string) => encoder.encode(text);
/** What stands between the values in the text that is hashed, and in a sort key. */
export const TEXT = {
  null: utf8("null"),
  true: utf8("true"),
  false: utf8("false"),
  digitalAdoption: utf8(',"digitalAdoption":'),
  efficiency: utf8(',"efficiency":'),
  gamification: utf8(',"gamification":'),
  generatedAt: utf8(',"generatedAt":'),
  insights: utf8(',"insights":'),
  key: utf8(',"key":"[\\"behaviour\\",'),
  keyEnd: utf8(']"'),
  comma: utf8(","),
  persona: utf8(',"persona":'),
  region: utf8(',"region":'),
  satisfaction: utf8(',"satisfaction":'),
  shares: utf8(',"shares":{'),
  end: utf8("}}"),
  sortKey: utf8('["behaviour",'),
  sortKeyEnd: utf8("]"),
  noInsights: utf8("[]"),
};

/** The numbers of a line that may be left out, in the order of their names in the hashed text. */
export const [ADOPTION, EFFICIENCY, GAMIFICATION, PEOPLE, SATISFACTION] = [0, 1, 2, 3, 4];
/** By the bit of its field. */
export const NUMBER_OF = new Uint8Array(FIELDS.generated_at);
NUMBER_OF[FIELDS.digital_adoption_rate] = ADOPTION;
NUMBER_OF[FIELDS.efficiency_score] = EFFICIENCY;
NUMBER_OF[FIELDS.gamification_engagement] = GAMIFICATION;
NUMBER_OF[FIELDS.total_personas] = PEOPLE;
NUMBER_OF[FIELDS.avg_satisfaction] = SATISFACTION;

/** The bit of a field, 0 for one that no plain line has. */
export function fieldOf(text: string): number {
  return Object.hasOwn(FIELDS, text) ? FIELDS[text as keyof typeof FIELDS] : 0;
}

/** A spelling with what it resolved to; one that was rejected, or is empty, is left to the general way. */
export function nameOf(
  text: string,
  resolved: ResolvedName | Rejection,
  lists: ListInterner,
): Name {
  const known = text === "" || "rule" in resolved ? null : resolved;
  return {
    resolved: known,
    repairs: lists.of(known?.repairs ?? []),
    json: utf8(known?.json ?? ""),
    quoted: utf8(known?.quoted ?? ""),
    sorted: utf8(toSortKey(known?.json ?? "")),
    units: unitsOf(known?.json ?? ""),
    place: 0,
    part: -1,
  };
}

/** A written time; one that was rejected, or lies after `asOf`, is left to the general way. */
export function timeOf(
  read: ClockTime | Rejection,
  { asOf, lists }: { asOf: number | null; lists: ListInterner },
): Time {
  if ("rule" in read || (asOf !== null && read.at > asOf)) return NO_TIME;
  const { at, date, offsetMinutes } = read;
  return {
    time: read,
    repairs: lists.of(read.repairs),
    day: dayOfDate(date),
    digits: utf8(`${at}`),
    keyUnits: unitsOf(`["behaviour",${at},`),
    opening: utf8(`{"at":${at},"date":"${date}","demo":`),
    middle: utf8(`,"kind":"behaviour","offsetMinutes":${offsetMinutes},"people":`),
  };
}

/** UTF-16 units of a text. */
export function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

const NOTHING = new Uint8Array(0);
const NO_TIME: Time = {
  time: null,
  repairs: [],
  day: 0,
  digits: NOTHING,
  keyUnits: unitsOf(""),
  opening: NOTHING,
  middle: NOTHING,
};

/** A time, or a name, that is one. */
export type KnownTime = Time & { readonly time: ClockTime };
export type KnownName = Name & { readonly resolved: ResolvedName };

export function isTime(time: Time | null): time is KnownTime {
  return time !== null && time.time !== null;
}

export function isName(name: Name | null): name is KnownName {
  return name !== null && name.resolved !== null;
}
