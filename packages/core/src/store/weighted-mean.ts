/**
 * Mean weighted by people, built up row by row in the order given.
 *
 * Rows that know value and people count with their people. If no row knows both, rows that know the value count alike. A
 * value that no row knows stays null. Every store aggregates by this rule.
 */
export class WeightedMean {
  #weighted = 0;
  #people = 0;
  #plain = 0;
  #rows = 0;

  add(value: number | null, people: number | null): void {
    if (value === null) return;
    this.#plain += value;
    this.#rows += 1;
    if (people === null) return;
    this.#weighted += value * people;
    this.#people += people;
  }

  get value(): number | null {
    if (this.#people > 0) return this.#weighted / this.#people;
    return this.#rows > 0 ? this.#plain / this.#rows : null;
  }
}
