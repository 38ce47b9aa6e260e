import { CoreError } from "../../error.js";
import type { ChoiceModel } from "./choice-model.js";
import { toDesign } from "./design.js";
import { followChoosers, mixedShares } from "./mixture.js";
import type { ChoiceOccasion } from "./occasion.js";
import { FORECAST_POINTS, readModel } from "./predict-choice.js";

/** What is changed in every occasion. */
export interface ChoiceChange {
  /** Attributes of an alternative: multiplied, added to, or set. */
  readonly attributes?: readonly {
    readonly alternative: string;
    readonly attribute: string;
    readonly factor?: number;
    readonly add?: number;
    readonly value?: number;
  }[];
  /** Alternatives that are no longer there. */
  readonly delist?: readonly string[];
}

/**
 * Share of preference of each alternative over the occasions, as they are or after a change; 0 for what is delisted.
 *
 * @remarks What choosers did before each occasion stays as observed: it is the first effect of a change, before it becomes habit.
 * @throws CoreError `unknown_key` for an alternative or attribute that is not in the model, `no_data` where nothing is left to choose from,
 * and as `predictChoice`
 */
export function choiceShares(
  model: ChoiceModel,
  occasions: readonly ChoiceOccasion[],
  { change = {} }: { change?: ChoiceChange } = {},
): Record<string, number> {
  const { design, estimate } = readModel(model, occasions);
  check(model, change);
  const changed = toDesign(
    occasions.map((occasion) => after(occasion, change)),
    design.frame,
  );
  copyLoyalty(design, changed);
  const count = model.alternatives.length;
  const totals = new Float64Array(count);
  const out = new Float64Array(count);
  const options = { points: FORECAST_POINTS, seed: model.seed };
  followChoosers(design, estimate, options, (mixture) => {
    mixedShares(changed, mixture, estimate, out);
    const start = changed.rowStart[mixture.occasion]!;
    for (let row = start; row < changed.rowStart[mixture.occasion + 1]!; row++) {
      const j = changed.alternative[row]!;
      totals[j] = totals[j]! + out[row - start]!;
    }
  });
  return Object.fromEntries(
    model.alternatives.map((name, j) => [name, totals[j]! / design.occasions]),
  );
}

/**
 * Where the share of each alternative would go if it were delisted: by alternative, then by rival; each row sums to 1.
 *
 * @remarks Occasions where it was the only alternative are left out.
 * @throws CoreError as `choiceShares`
 */
export function diversionRatios(
  model: ChoiceModel,
  occasions: readonly ChoiceOccasion[],
): Record<string, Record<string, number>> {
  return Object.fromEntries(
    model.alternatives.map((removed) => {
      const rest = occasions.filter(
        ({ alternatives }) => Object.keys(alternatives).length > 1 || !(removed in alternatives),
      );
      if (rest.length === 0) return [removed, {}];
      const before = choiceShares(model, rest);
      const now = choiceShares(model, rest, { change: { delist: [removed] } });
      const lost = before[removed]!;
      const rivals = model.alternatives.filter((name) => name !== removed);
      return [
        removed,
        Object.fromEntries(
          lost > 0 ? rivals.map((name) => [name, (now[name]! - before[name]!) / lost]) : [],
        ),
      ];
    }),
  );
}

function check({ alternatives, attributes }: ChoiceModel, change: ChoiceChange): void {
  const asked = [
    ...(change.delist ?? []),
    ...(change.attributes ?? []).map((each) => each.alternative),
  ];
  const unknown =
    asked.find((name) => !alternatives.includes(name)) ??
    change.attributes?.find(({ attribute }) => !attributes.includes(attribute))?.attribute;
  if (unknown !== undefined) {
    throw new CoreError(
      "unknown_key",
      `${unknown} is unknown, expected one of ${[...alternatives, ...attributes].join(", ")}`,
    );
  }
}

function after(
  { chosen: _, alternatives, ...occasion }: ChoiceOccasion,
  { attributes = [], delist = [] }: ChoiceChange,
): ChoiceOccasion {
  const left = Object.entries(alternatives).filter(([name]) => !delist.includes(name));
  if (left.length === 0) {
    throw new CoreError(
      "no_data",
      `nothing is left to choose from once ${delist.join(", ")} are gone`,
    );
  }
  const changed = left.map(([name, values]) => {
    const now: Record<string, number> = { ...values };
    for (const { alternative, attribute, factor = 1, add = 0, value } of attributes) {
      if (alternative === name)
        now[attribute] = value ?? (now[attribute] ?? Number.NaN) * factor + add;
    }
    return [name, now] as const;
  });
  return { ...occasion, alternatives: Object.fromEntries(changed) };
}

/** Gives the rows of the changed occasions the loyalty states of the observed ones. */
function copyLoyalty(from: ReturnType<typeof toDesign>, to: ReturnType<typeof toDesign>): void {
  if (!from.frame.loyalty) return;
  const last = from.columns - 1;
  for (let t = 0; t < to.occasions; t++) {
    for (let row = to.rowStart[t]!; row < to.rowStart[t + 1]!; row++) {
      let source = from.rowStart[t]!;
      while (from.alternative[source] !== to.alternative[row]) source++;
      to.x[row * to.columns + last] = from.x[source * from.columns + last]!;
    }
  }
}
