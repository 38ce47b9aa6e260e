import { exp } from "../../math/index.js";
import { type BgNbd, expectedWhileAlive } from "./bg-nbd.js";
import type { CustomerHistory } from "./customer-history.js";

/** Nodes and weights on 0 to 1 (Gauss and Legendre, 5 points), for the discounted integral. */
const NODES = [
  0.04691007703066802, 0.23076534494715845, 0.5, 0.7692346550528415, 0.9530899229693319,
];
const WEIGHTS = [
  0.11846344252809454, 0.23931433524968324, 0.28444444444444444, 0.23931433524968324,
  0.11846344252809454,
];

/** Expected purchases of customers who are alive, looked up by parameters and customer. */
export interface ExpectationTable {
  /** Of customer `row` under the parameters of index `model`. */
  readonly whileAlive: (model: number, row: number) => number;
  /** Discounted purchases over purchases of customer `row`, under the first parameters. */
  readonly discounting: (row: number) => number;
}

/**
 * Expected purchases within a horizon, once for each x and T that occur, under several parameters.
 *
 * @param options.horizon - in the unit of the parameters
 * @param options.discount - rate per unit, continuous
 */
export function expectationTable(
  models: readonly BgNbd[],
  histories: readonly CustomerHistory[],
  { horizon, discount, unitDays }: { horizon: number; discount: number; unitDays: number },
): ExpectationTable {
  const indexOf = new Map<string, number>();
  const cases: { repeats: number; age: number }[] = [];
  const caseOf = Int32Array.from(histories, ({ repeats, ageDays }) => {
    const key = `${repeats} ${ageDays}`;
    let index = indexOf.get(key);
    if (index === undefined) {
      index = cases.length;
      indexOf.set(key, index);
      cases.push({ repeats, age: ageDays / unitDays });
    }
    return index;
  });
  const tables = models.map((model) =>
    Float64Array.from(cases, (each) => expectedWhileAlive(model, { ...each, horizon })),
  );
  const discounting = Float64Array.from(cases, (each, i) => {
    const all = tables[0]![i]!;
    if (!(all > 0) || discount === 0) return 1;
    // ∫ e^-δs dE(s), by parts.
    let discounted = all * exp(-discount * horizon);
    NODES.forEach((node, k) => {
      const at = node * horizon;
      const expected = expectedWhileAlive(models[0]!, { ...each, horizon: at });
      discounted += WEIGHTS[k]! * horizon * discount * exp(-discount * at) * expected;
    });
    return discounted / all;
  });
  return {
    whileAlive: (model, row) => tables[model]![caseOf[row]!]!,
    discounting: (row) => discounting[caseOf[row]!]!,
  };
}
