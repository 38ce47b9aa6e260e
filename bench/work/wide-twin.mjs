/**
 * A twin of as many cells and brands as asked, made of another one's: cells, brands and what is known of them again and
 * again.
 *
 * @typedef {import("@cdp-whatif/core").Twin} Twin
 *
 * @param {Twin} twin
 * @param {{ cells: number, brands: number }} size
 * @returns {Twin}
 */
export function widened(twin, { cells, brands }) {
  const had = twin.brands.length;
  const names = Array.from({ length: brands }, (_, j) => `brand ${j}`);
  /** @template T @param {readonly T[]} values @returns {T[]} */
  const again = (values) =>
    names.map((_, j) => /** @type {T} */ (values[j % Math.max(1, values.length)]));
  /** @param {readonly number[]} values */
  const shares = (values) => {
    const total = again(values).reduce((sum, value) => sum + value, 0);
    return again(values).map((value) => value / total);
  };
  return {
    ...twin,
    brands: names,
    cells: Array.from({ length: cells }, (_, c) => {
      const cell = /** @type {Twin["cells"][number]} */ (twin.cells[c % twin.cells.length]);
      return {
        ...cell,
        key: `persona ${c % 40} in region ${Math.floor(c / 40)}`,
        persona: `persona ${c % 40}`,
        region: `region ${Math.floor(c / 40)}`,
        share: shares(cell.share),
        choice: shares(cell.choice),
        choiceSpread: again(cell.choiceSpread),
        price: names.map((_, j) => 30 + j),
        unitsPerDay: cell.people,
      };
    }),
    price: again(twin.price),
    priceCovariance: names.flatMap((_, i) =>
      names.map((_, j) => (i === j ? (twin.priceCovariance[(i % had) * (had + 1)] ?? 0) : 0)),
    ),
    valuePositions: again(twin.valuePositions),
    loyaltyProgrammes: again(twin.loyaltyProgrammes),
    triggers: /** @type {Twin["triggers"]} */ (
      Object.fromEntries(
        Object.entries(twin.triggers).map(([name, known]) => [
          name,
          known && { ...known, effect: again(known.effect) },
        ]),
      )
    ),
    levers: [],
  };
}
