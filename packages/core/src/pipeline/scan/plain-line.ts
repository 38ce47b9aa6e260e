import {
  percentTolerance,
  type ShareUnit,
  shareScale,
  shareUnit,
} from "../../schema/brand-share.js";
import type { LineSpan } from "../../source/index.js";
import { ByteWriter } from "../../store/byte-writer.js";
import type { Clock } from "../../transform/clock.js";
import type { NameResolver } from "../../transform/resolve-name.js";
import { BrandSets, BrandValues } from "./brand-values.js";
import { ByteReader } from "./byte-reader.js";
import {
  FIELDS,
  fieldOf,
  isName,
  isTime,
  type KnownName,
  type KnownTime,
  MEANT,
  type Name,
  NEEDED,
  NUMBER_OF,
  nameOf,
  PEOPLE,
  TEXT,
  type Time,
  WrittenTimes,
} from "./known.js";
import { ListInterner } from "./list-interner.js";
import { beginning, learn, type Passage } from "./passage.js";
import { TextTable } from "./text-table.js";

const [OPEN, CLOSE, COLON, COMMA] = [123, 125, 58, 44];
/** Longer lines are read in the general way. */
export const LONGEST_LINE = 16_384;
const NONE: readonly string[] = [];
/** Said by the passage with which a line ends; those before a value say its field. */
const END = -1;
/** Said by the passage before the value of a field that says nothing of behaviour. */
const IGNORED = -2;

/** What lines are understood with: the same as in the general way. */
export interface PlainOptions {
  readonly names: NameResolver;
  readonly clock: Clock;
  readonly asOf: number | null;
  /** Mark every row as demo. */
  readonly demo: boolean;
}

/** What a plain line says, but for its numbers and brands. */
export interface PlainRow {
  readonly time: KnownTime;
  readonly persona: KnownName;
  readonly region: KnownName;
  readonly generatedAt: number | null;
  readonly demo: boolean;
}

const rulesOf = (field: string, ...more: readonly string[]) => {
  const rule = (unit: ShareUnit) => [`${field}:${unit}`, ...more];
  return { counts: rule("counts"), shares: rule("shares"), percent: rule("percent") };
};
const UNIT_RULES = rulesOf("brand_distribution");
const NORMALISED_RULES = rulesOf("brand_distribution", "shares_normalised");
const PERCENTAGE_RULES = rulesOf("brand_percentages");
const NORMALISED_PERCENTAGE_RULES = rulesOf("brand_percentages", "shares_normalised");

/**
 * Reads plain behaviour lines: known fields, each once, without escapes, whose numbers have few digits, and that nothing
 * is wrong with; fields of other names are passed over. Everything else is left to the general way, which also says what is wrong.
 */
export class PlainLine {
  readonly reader = new ByteReader();
  /** The values that shares are made of: the distribution, or percentages without one. */
  brands: BrandValues;
  /** Canonical JSON of the insights. */
  readonly insights = new ByteWriter(LONGEST_LINE);
  /** By place in `NUMBER_OF`; NaN where a line does not say. */
  readonly numbers = new Float64Array(5);
  /** Where each number stands in the line, in canonical form. */
  readonly from = new Int32Array(5);
  readonly to = new Int32Array(5);
  /** What the brands' values are divided by, and the repairs that say so. */
  by = 1;
  rule: readonly string[] = NONE;
  readonly #demo: boolean;
  readonly #distribution: BrandValues;
  readonly #percentages: BrandValues;
  readonly #beginning = beginning(0);
  readonly #personas: TextTable<Name>;
  readonly #regions: TextTable<Name>;
  readonly #times: TextTable<Time>;

  constructor({ names, clock, asOf, demo }: PlainOptions) {
    this.#demo = demo;
    const lists = new ListInterner();
    this.#personas = new TextTable((text) => nameOf(text, names.persona(text, "/group"), lists));
    this.#regions = new TextTable((text) => nameOf(text, names.region(text, "/region"), lists));
    const times = new WrittenTimes({ asOf, lists });
    this.#times = new TextTable((text) => times.of(clock.read(text, "/timestamp")));
    const sets = new BrandSets(names, lists);
    this.#distribution = new BrandValues(sets);
    this.brands = this.#distribution;
    this.#percentages = new BrandValues(sets);
  }

  /** Reads the line in `bytes[from, to)`, which is UTF-8; null when it is not plain. */
  read(bytes: Uint8Array, { from, to }: Pick<LineSpan, "from" | "to">): PlainRow | null {
    if (to - from > LONGEST_LINE) return null;
    const reader = this.reader;
    reader.open(bytes, from, to);
    this.numbers.fill(Number.NaN);
    let seen = 0;
    let time: Time | null = null;
    let made: Time | null = null;
    let persona: Name | null = null;
    let region: Name | null = null;
    let demo = this.#demo;
    let distribution = false;
    let percentages = false;
    this.insights.end = 0;
    let before = this.#beginning;
    for (;;) {
      const guess = before.next;
      const passage = guess !== null && reader.passes(guess.text) ? guess : this.#passage(before);
      if (passage === null) return null;
      const bit = passage.value;
      if (bit === END) break;
      before = passage;
      if (bit === IGNORED) {
        if (!reader.plainValue()) return null;
        continue;
      }
      if ((seen & bit) !== 0) return null;
      seen |= bit;
      switch (bit) {
        case FIELDS.timestamp:
          time = this.#times.read(reader);
          break;
        case FIELDS.group:
          persona = this.#personas.read(reader);
          break;
        case FIELDS.region:
          region = this.#regions.read(reader);
          break;
        case FIELDS.brand_distribution:
          if (reader.isNull()) break;
          if (!this.#distribution.read(reader)) return null;
          distribution = true;
          break;
        case FIELDS.brand_percentages:
          if (reader.isNull()) break;
          if (!this.#percentages.read(reader)) return null;
          percentages = true;
          break;
        case FIELDS.key_insights:
          if (!reader.isNull() && !reader.textList(this.insights)) return null;
          break;
        case FIELDS.demo:
          if (reader.isTrue()) demo = true;
          else if (!reader.isFalse() && !reader.isNull()) return null;
          break;
        case FIELDS.generated_at:
          if (reader.isNull()) break;
          made = this.#times.read(reader);
          if (made === null || made.time === null) return null;
          break;
        default:
          if (!this.#number(bit)) return null;
      }
    }
    if (reader.at !== to || (seen & NEEDED) !== NEEDED) return null;
    if (!isTime(time) || !isName(persona) || !isName(region)) return null;
    if (this.insights.end === 0) this.insights.put(TEXT.noInsights);
    if (distribution ? !this.#decide(percentages) : !percentages || !this.#decidePercentages()) {
      return null;
    }
    const generatedAt = made?.time?.at ?? null;
    return { time, persona, region, generatedAt, demo };
  }

  /** Reads what stands between two values; null when that is not plain. */
  #passage(before: Passage<number>): Passage<number> | null {
    const reader = this.reader;
    const { bytes, at: from } = reader;
    const isFirst = before === this.#beginning;
    if (!isFirst && reader.mark(CLOSE)) {
      return learn(before, { bytes, from, to: reader.at, value: END });
    }
    if (!reader.mark(isFirst ? OPEN : COMMA) || !reader.text()) return null;
    const name = reader.decoded();
    const value = fieldOf(name) || IGNORED;
    if ((value === IGNORED && MEANT.has(name)) || !reader.mark(COLON)) return null;
    return learn(before, { bytes, from, to: reader.at, value });
  }

  /** A number that may be left out. */
  #number(bit: number): boolean {
    const reader = this.reader;
    if (reader.isNull()) return true;
    if (!reader.number()) return false;
    const index = NUMBER_OF[bit]!;
    if (index !== PEOPLE && reader.value > 1) return false;
    this.numbers[index] = reader.value;
    this.from[index] = reader.from;
    this.to[index] = reader.to;
    return true;
  }

  /** Decides the unit of the brands' values as the general way does. @returns false when something is wrong with them */
  #decide(percentages: boolean): boolean {
    const { sum, count, whole, values } = this.#distribution;
    const people = this.numbers[PEOPLE]!;
    const known = Number.isNaN(people) ? null : people;
    if (known === 0) return false;
    const unit = shareUnit({ sum, people: known, whole: () => whole });
    if (unit === "counts" && known !== null && Math.abs(sum - known) > 1e-6 * known) return false;
    const { by, exact } = shareScale(unit, { sum, brands: count });
    if (by === null) return false;
    this.brands = this.#distribution;
    this.by = by;
    this.rule = exact ? UNIT_RULES[unit] : NORMALISED_RULES[unit];
    if (!percentages) return true;
    const other = this.#percentages;
    if (other.set !== this.#distribution.set) return false;
    if (shareScale("percent", { sum: other.sum, brands: count }).by === null) return false;
    const tolerance = percentTolerance(unit);
    for (let i = 0; i < count; i++) {
      if (Math.abs(other.values[i]! - 100 * (values[i]! / by)) > tolerance) return false;
    }
    return true;
  }

  /** The same where a line says percentages alone. */
  #decidePercentages(): boolean {
    const { sum, count } = this.#percentages;
    if (this.numbers[PEOPLE] === 0) return false;
    const { by, exact } = shareScale("percent", { sum, brands: count });
    if (by === null) return false;
    this.brands = this.#percentages;
    this.by = by;
    this.rule = (exact ? PERCENTAGE_RULES : NORMALISED_PERCENTAGE_RULES).percent;
    return true;
  }
}
