/**
 * Brand shares weighted by people, summed row by row in the order given, without keeping the rows.
 *
 * The same bits as one `WeightedMean` per brand, a brand that a row does not name being 0 there: adding 0 changes no sum,
 * so rows from before a brand first appears need not be gone through again.
 */
export class ShareSum {
  readonly #weighted = new Map<string, number>();
  readonly #plain = new Map<string, number>();
  #people = 0;
  #peopleKnown = false;
  #rows = 0;

  add(brands: readonly string[], shares: readonly number[], people: number | null): void {
    this.#rows += 1;
    for (let i = 0; i < brands.length; i++) {
      const [brand, share] = [brands[i] ?? "", shares[i] ?? 0];
      this.#plain.set(brand, (this.#plain.get(brand) ?? 0) + share);
      if (people === null) continue;
      this.#weighted.set(brand, (this.#weighted.get(brand) ?? 0) + share * people);
    }
    if (people === null) return;
    this.#people += people;
    this.#peopleKnown = true;
  }

  get rows(): number {
    return this.#rows;
  }

  /** People of the rows that know them. */
  get people(): number {
    return this.#people;
  }

  get peopleKnown(): boolean {
    return this.#peopleKnown;
  }

  /** Every brand that a row named, in code unit order. */
  get brands(): string[] {
    return [...this.#plain.keys()].sort();
  }

  mean(brand: string): number {
    if (this.#people > 0) return (this.#weighted.get(brand) ?? 0) / this.#people;
    return (this.#plain.get(brand) ?? 0) / this.#rows;
  }
}
