import {
  type ChoiceOccasion,
  exp,
  normalQuantile,
  purposeId,
  softmax,
  uniformSource,
} from "../../src/index.js";

/** A market of choosers whose tastes are known. */
export interface PlantedPanel {
  readonly choosers: number;
  /** Occasions of a chooser: from, to. */
  readonly occasions: readonly [number, number];
  readonly alternatives: number;
  readonly seed: number;
  /** Mean and standard deviation between choosers of the coefficient of price (whose own spread is about 0.5) and of display. */
  readonly price: readonly [number, number];
  readonly display?: readonly [number, number];
  /** Standard deviation between choosers of an alternative's constant. */
  readonly taste?: number;
  /** What having chosen an alternative the last time adds to its utility. */
  readonly inertia?: number;
  /** Probability that an alternative is there. */
  readonly availability?: number;
  /** Kinds of choosers that prefer different alternatives strongly, instead of normal tastes. */
  readonly kinds?: number;
  /** What a unit of price is in the rows. */
  readonly unit?: number;
}

/** Occasions of a planted market, and the log loss of somebody who knew every chooser's coefficients. */
export function plantedPanel({
  choosers,
  occasions: [fewest, most],
  alternatives,
  seed,
  price,
  display = [0.8, 0],
  taste = 0,
  inertia = 0,
  availability = 1,
  kinds = 0,
  unit = 1,
}: PlantedPanel): { occasions: (ChoiceOccasion & { chosen: string })[]; truth: number[] } {
  const next = uniformSource(seed, 0, purposeId("planted panel"));
  const normal = () => normalQuantile(next());
  const names = Array.from({ length: alternatives }, (_, j) => `brand${j + 1}`);
  const levels = names.map((_, j) => 3 + 0.5 * Math.sin(j));
  const means = names.map((_, j) => (j % 3) * 0.5 - 0.5);
  const occasions: (ChoiceOccasion & { chosen: string })[] = [];
  const truth: number[] = [];
  for (let h = 0; h < choosers; h++) {
    const kind = kinds > 0 ? Math.floor(next() * kinds) : -1;
    const b = [price[0] + price[1] * normal(), display[0] + display[1] * normal()] as const;
    const c = means.map((mean, j) =>
      kind < 0 ? mean + taste * normal() : mean + (j % kinds === kind ? 3 : 0),
    );
    const count = fewest + Math.floor(next() * (most - fewest + 1));
    let last = -1;
    for (let t = 0; t < count; t++) {
      let there = names.map((_, j) => j).filter(() => next() < availability);
      if (there.length < 2) there = [0, 1];
      const rows = there.map((j) => ({
        j,
        price: (levels[j] ?? 3) * exp(0.15 * normal()),
        display: next() < 0.2 ? 1 : 0,
      }));
      const shares = softmax(
        rows.map(
          (row) =>
            (c[row.j] ?? 0) +
            b[0] * row.price +
            b[1] * row.display +
            (row.j === last ? inertia : 0),
        ),
      );
      let left = next();
      let taken = 0;
      while (taken < rows.length - 1 && left > (shares[taken] ?? 0)) left -= shares[taken++] ?? 0;
      last = rows[taken]?.j ?? 0;
      truth.push(shares[taken] ?? 0);
      occasions.push({
        chooserId: `h${h}`,
        at: t,
        chosen: names[last] ?? "",
        alternatives: Object.fromEntries(
          rows.map((row) => [names[row.j], { price: row.price * unit, display: row.display }]),
        ),
      });
    }
  }
  return { occasions, truth };
}
