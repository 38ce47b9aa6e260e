import type { Rejection } from "../../schema/dead-letter.js";
import { dayOfDate } from "../../schema/time-text.js";
import { type ByteText, byteText } from "../../store/byte-text.js";
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
/** What any line may say of itself, and what tells records of other kinds before behaviour. */
export const MEANT: ReadonlySet<string> = new Set([
  "deleted",
  "event",
  "messageId",
  "metadata",
  "revision",
  "type",
]);

/** Without these, and values of brands, no line is plain. */
export const NEEDED = FIELDS.timestamp | FIELDS.group | FIELDS.region;

/** Where something stands in a part of the columns, and of which part that is. */
export interface Placed {
  part: number;
  place: number;
}

export interface Name {
  /** Null when it is no name. */
  readonly resolved: ResolvedName | null;
  readonly repairs: readonly string[];
  readonly placed: Placed;
  /** The id as JSON, as JSON within a JSON text, and as part of a sort key. */
  readonly json: ByteText;
  readonly quoted: ByteText;
  readonly sorted: ByteText;
  /** UTF-16 units of the id as JSON. */
  readonly units: Uint16Array;
}

export interface Time {
  /** Null when it is no time, or too late. */
  readonly time: ClockTime | null;
  readonly repairs: readonly string[];
  readonly date: WrittenDate;
  readonly offset: WrittenOffset;
  /** The instant in digits. */
  readonly digits: string;
}

/** What the times of a date have in common. */
export interface WrittenDate {
  readonly date: string;
  readonly day: number;
  /** `,"date":"…","demo":` */
  readonly text: ByteText;
}

/** What the times of an offset have in common. */
export interface WrittenOffset {
  readonly minutes: number;
  /** `,"kind":"behaviour","offsetMinutes":…,"people":` */
  readonly text: ByteText;
}

/** What stands between the values in the text that is hashed, and in a sort key. */
export const TEXT = {
  at: byteText('{"at":'),
  null: byteText("null"),
  true: byteText("true"),
  false: byteText("false"),
  digitalAdoption: byteText(',"digitalAdoption":'),
  efficiency: byteText(',"efficiency":'),
  gamification: byteText(',"gamification":'),
  generatedAt: byteText(',"generatedAt":'),
  insights: byteText(',"insights":'),
  key: byteText(',"key":"[\\"behaviour\\",'),
  keyEnd: byteText(']"'),
  comma: byteText(","),
  persona: byteText(',"persona":'),
  region: byteText(',"region":'),
  satisfaction: byteText(',"satisfaction":'),
  shares: byteText(',"shares":{'),
  end: byteText("}}"),
  sortKey: byteText('["behaviour",'),
  sortKeyEnd: byteText("]"),
  noInsights: byteText("[]"),
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
    json: byteText(known?.json ?? ""),
    quoted: byteText(known?.quoted ?? ""),
    sorted: byteText(toSortKey(known?.json ?? "")),
    units: unitsOf(known?.json ?? ""),
    placed: { part: -1, place: 0 },
  };
}

/** Times as they are written, of which most have their date and offset in common with the one before. */
export class WrittenTimes {
  readonly #asOf: number | null;
  readonly #lists: ListInterner;
  #date = NO_DATE;
  #offset = NO_OFFSET;

  constructor({ asOf, lists }: { asOf: number | null; lists: ListInterner }) {
    this.#asOf = asOf;
    this.#lists = lists;
  }

  /** A written time; one that was rejected, or lies after `asOf`, is left to the general way. */
  of(read: ClockTime | Rejection): Time {
    if ("rule" in read || (this.#asOf !== null && read.at > this.#asOf)) return NO_TIME;
    const { at, date, offsetMinutes, repairs } = read;
    if (date !== this.#date.date) {
      const text = byteText(`,"date":"${date}","demo":`);
      this.#date = { date, day: dayOfDate(date), text };
    }
    if (offsetMinutes !== this.#offset.minutes) {
      const text = byteText(`,"kind":"behaviour","offsetMinutes":${offsetMinutes},"people":`);
      this.#offset = { minutes: offsetMinutes, text };
    }
    const common = { date: this.#date, offset: this.#offset };
    return { time: read, repairs: this.#lists.of(repairs), ...common, digits: `${at}` };
  }
}

/** UTF-16 units of a text. */
export function unitsOf(text: string): Uint16Array {
  return Uint16Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}

const NOTHING = byteText("");
const NO_DATE: WrittenDate = { date: "", day: 0, text: NOTHING };
const NO_OFFSET: WrittenOffset = { minutes: Number.NaN, text: NOTHING };
const NO_TIME: Time = { time: null, repairs: [], date: NO_DATE, offset: NO_OFFSET, digits: "" };

/** A time, or a name, that is one. */
export type KnownTime = Time & { readonly time: ClockTime };
export type KnownName = Name & { readonly resolved: ResolvedName };

export function isTime(time: Time | null): time is KnownTime {
  return time !== null && time.time !== null;
}

export function isName(name: Name | null): name is KnownName {
  return name !== null && name.resolved !== null;
}
