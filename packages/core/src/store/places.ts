/** Where values stand in a list that holds each once. */
export class Places<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();

  of(key: string, value: T): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    const place = this.all.push(value) - 1;
    this.#places.set(key, place);
    return place;
  }
}
