/** Gives the same list for texts that are alike, so that lists can be compared by what they are. */
export class ListInterner {
  readonly #known = new Map<string, readonly string[]>();

  of(list: readonly string[]): readonly string[] {
    const key = list.join("\n");
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    this.#known.set(key, list);
    return list;
  }
}
