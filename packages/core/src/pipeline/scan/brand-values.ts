import type { NameResolver } from "../../transform/resolve-name.js";
import type { ByteReader } from "./byte-reader.js";
import type { SpanTable } from "./span-table.js";

const [OPEN, CLOSE, COLON, COMMA] = [123, 125, 58, 44];
/** What keeps names apart where they stand end to end; no plain text holds it. */
const APART = 0;
const MOST_BRANDS = 64;
const MOST_BYTES = 4096;

/** A set of brand names as lines spell it, resolved. */
export interface BrandSet {
  /** False where order or names are such that the general way has to decide. */
  readonly plain: boolean;
  /** Ids in code unit order, and where each stands in the line. */
  readonly brands: readonly string[];
  readonly order: readonly number[];
  /** What stands before each share in canonical JSON: a comma but for the first, the id, a colon. */
  readonly fragments: readonly Uint8Array[];
  readonly repairs: readonly string[];
}

/** Reads objects of numbers by brand. */
export class BrandValues {
  readonly values = new Float64Array(MOST_BRANDS);
  count = 0;
  sum = 0;
  whole = true;
  set: BrandSet | null = null;
  readonly #sets: SpanTable<BrandSet>;
  readonly #names = new Uint8Array(MOST_BYTES);

  constructor(sets: SpanTable<BrandSet>) {
    this.#sets = sets;
  }

  /** Reads the object that starts here. @returns false when it is not plain */
  read(reader: ByteReader): boolean {
    this.count = 0;
    this.sum = 0;
    this.whole = true;
    this.set = null;
    if (!reader.mark(OPEN)) return false;
    const names = this.#names;
    let end = 0;
    do {
      if (this.count >= MOST_BRANDS || !reader.text()) return false;
      const { bytes, from, to } = reader;
      if (end + to - from + 1 > MOST_BYTES) return false;
      for (let i = from; i < to; i++) names[end++] = bytes[i]!;
      names[end++] = APART;
      if (!reader.mark(COLON) || !reader.number()) return false;
      const { value } = reader;
      this.values[this.count++] = value;
      this.sum += value;
      if (!Number.isInteger(value)) this.whole = false;
    } while (reader.mark(COMMA));
    if (!reader.mark(CLOSE)) return false;
    this.set = this.#sets.of(names, 0, end);
    return this.set.plain;
  }
}

/** Objects list keys that are whole numbers first, whatever the order in which they are written. */
const WHOLE_NUMBER = /^\d+$/;

/** A set of the names that stand in a text, each with a NUL behind it. */
export function brandSet(text: string, names: NameResolver): BrandSet {
  const spelled = text.split("\0").slice(0, -1);
  const resolved = spelled.map((name) => names.brand(name, "/brand_distribution"));
  const known = resolved.flatMap((name, at) => ("rule" in name ? [] : [{ ...name, at }]));
  const order = [...known].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const encoder = new TextEncoder();
  return {
    plain:
      known.length === spelled.length &&
      new Set(spelled).size === spelled.length &&
      new Set(known.map(({ id }) => id)).size === spelled.length &&
      !spelled.some((name) => WHOLE_NUMBER.test(name)) &&
      !known.some(({ id }) => WHOLE_NUMBER.test(id)),
    brands: order.map(({ id }) => id),
    order: order.map(({ at }) => at),
    fragments: order.map(({ json }, i) => encoder.encode(`${i === 0 ? "" : ","}${json}:`)),
    repairs: [...new Set(order.flatMap(({ repairs }) => repairs))],
  };
}
