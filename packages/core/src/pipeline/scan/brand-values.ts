import { type ByteText, byteText } from "../../store/byte-text.js";
import type { NameResolver } from "../../transform/resolve-name.js";
import type { ByteReader } from "./byte-reader.js";
import type { Placed } from "./known.js";
import type { ListInterner } from "./list-interner.js";
import { beginning, learn, type Passage } from "./passage.js";

const [OPEN, CLOSE, COLON, COMMA] = [123, 125, 58, 44];
const MOST_BRANDS = 64;

/** A set of brand names as lines spell it, resolved. */
export interface BrandSet {
  /** False where order or names are such that the general way has to decide. */
  readonly plain: boolean;
  /** Ids in code unit order, and where each stands in the line. */
  readonly brands: readonly string[];
  readonly order: Uint8Array;
  /** What stands before each share in canonical JSON: a comma but for the first, the id, a colon. */
  readonly fragments: readonly ByteText[];
  readonly repairs: readonly string[];
  readonly placed: Placed;
}

/** A name before its number, or the set of all of them at the end. */
type Said = string | BrandSet;

/** Reads objects of numbers by brand. */
export class BrandValues {
  readonly values = new Float64Array(MOST_BRANDS);
  count = 0;
  sum = 0;
  whole = true;
  set: BrandSet | null = null;
  readonly #sets: BrandSets;
  readonly #beginning = beginning<Said>("");

  constructor(sets: BrandSets) {
    this.#sets = sets;
  }

  /** Reads the object that starts here. @returns false when it is not plain */
  read(reader: ByteReader): boolean {
    const { values } = this;
    let [count, sum, whole] = [0, 0, true];
    this.set = null;
    let before = this.#beginning;
    for (;;) {
      const guess = before.next;
      const passage =
        guess !== null && reader.passes(guess.text) ? guess : this.#readPassage(reader, before);
      if (passage === null) return false;
      if (typeof passage.value !== "string") {
        this.set = passage.value;
        break;
      }
      if (count >= MOST_BRANDS || !reader.number()) return false;
      const { value } = reader;
      values[count++] = value;
      sum += value;
      if (whole && !Number.isInteger(value)) whole = false;
      before = passage;
    }
    this.count = count;
    this.sum = sum;
    this.whole = whole;
    return this.set.plain;
  }

  #readPassage(reader: ByteReader, before: Passage<Said>): Passage<Said> | null {
    const from = reader.at;
    const { bytes } = reader;
    const isFirst = before === this.#beginning;
    if (!isFirst && reader.mark(CLOSE)) {
      const value = this.#sets.of(namesBefore(before));
      return learn(before, { bytes, from, to: reader.at, value });
    }
    if (!reader.mark(isFirst ? OPEN : COMMA) || !reader.text()) return null;
    const value = reader.decoded();
    return reader.mark(COLON) ? learn(before, { bytes, from, to: reader.at, value }) : null;
  }
}

/** Names up to here, in the order of the line. */
function namesBefore(last: Passage<Said>): string[] {
  const names: string[] = [];
  for (let at = last; at.before !== null; at = at.before) names.unshift(String(at.value));
  return names;
}

/** Sets that are remembered; lines have few. */
const MOST_SETS = 4096;

/** Sets of brands by how they are spelled: the same spelling is the same set. */
export class BrandSets {
  readonly #names: NameResolver;
  readonly #lists: ListInterner;
  readonly #known = new Map<string, BrandSet>();

  constructor(names: NameResolver, lists: ListInterner) {
    this.#names = names;
    this.#lists = lists;
  }

  of(spelled: readonly string[]): BrandSet {
    // No plain text holds a NUL.
    const key = spelled.join("\0");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const set = this.#make(spelled);
    if (this.#known.size >= MOST_SETS) this.#known.clear();
    this.#known.set(key, set);
    return set;
  }

  #make(spelled: readonly string[]): BrandSet {
    const resolved = spelled.map((name) => this.#names.brand(name, "/brand_distribution"));
    const known = resolved.flatMap((name, at) => ("rule" in name ? [] : [{ ...name, at }]));
    const order = [...known].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    return {
      plain:
        known.length === spelled.length &&
        new Set(spelled).size === spelled.length &&
        new Set(known.map(({ id }) => id)).size === spelled.length &&
        !spelled.some((name) => WHOLE_NUMBER.test(name)) &&
        !known.some(({ id }) => WHOLE_NUMBER.test(id)),
      brands: order.map(({ id }) => id),
      order: Uint8Array.from(order, ({ at }) => at),
      fragments: order.map(({ json }, i) => byteText(`${i === 0 ? "" : ","}${json}:`)),
      repairs: this.#lists.of([...new Set(order.flatMap(({ repairs }) => repairs))]),
      placed: { part: -1, place: 0 },
    };
  }
}

/** Objects list keys that are whole numbers first, whatever the order in which they are written. */
const WHOLE_NUMBER = /^\d+$/;
