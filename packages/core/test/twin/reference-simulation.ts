import type { Competition, Intervention, Scenario } from "../../src/schema/scenario.js";
import type { Twin, TwinCell } from "../../src/schema/twin.js";

/** What the naive simulation says of one cell. */
export interface ReferenceRun {
  /** Mean share over the days, per brand. */
  readonly share: number[];
  /** Shares at the end of each period. */
  readonly path: number[][];
  readonly incidence: number;
  /** Revenue over the horizon, per brand. */
  readonly revenue: number[];
}

/** An entry that is there. */
function at<T>(values: readonly T[], i: number): T {
  const value = values[i];
  if (value === undefined) throw new Error(`no entry ${i} in ${values.length}`);
  return value;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/**
 * The law written out as in the documents, with an explicit transition matrix per period and the engine's `Math`.
 *
 * Shares nothing with the code under test: nests are nested-logit weights, the choice row is a normalised list of
 * weights, and each period multiplies a row by a matrix. Estimates only, nothing drawn.
 */
export function referenceRun(twin: Twin, cell: TwinCell, scenario: Scenario): ReferenceRun {
  const entrants = scenario.interventions.flatMap((one) =>
    one.type === "competition" && one.action === "entry" ? [one.brand] : [],
  );
  const brands = [...new Set([...twin.brands, ...entrants])];
  const n = brands.length;
  const pad = (values: readonly number[]) => brands.map((_, j) => values[j] ?? 0);
  const base = pad(cell.choice);
  const prices = cell.price.map((price) => price ?? 0);
  const mean = sum(prices.map((price, j) => price * at(cell.share, j)));
  const worth = brands.map((_, j) => (cell.unitsPerDay ?? 0) * (prices[j] ?? mean));
  const rho = Math.min(0.995, cell.habit.value);
  let x = pad(cell.share);
  const path: number[][] = [];
  const shareDays = brands.map(() => 0);
  const revenue = brands.map(() => 0);
  const owed = brands.map(() => 0);
  let buyingDays = 0;
  for (let from = 0; from < scenario.durationDays; from += twin.periodDays) {
    const days = Math.min(twin.periodDays, scenario.durationDays - from);
    const acting = scenario.interventions.map((one) => ({
      one,
      part: reaches(one, cell) ? overlap(one, { from, days, horizon: scenario.durationDays }) : 0,
    }));
    const now = worldOf(twin, { brands, base, acting });
    const repeating = brands.map((_, i) => rho * at(now.available, i));
    const matrix = brands.map((_, i) =>
      brands.map(
        (__, j) => (i === j ? at(repeating, i) : 0) + (1 - at(repeating, i)) * at(now.choice, j),
      ),
    );
    const before = x;
    x = brands.map((_, j) => sum(before.map((share, i) => share * at(at(matrix, i), j))));
    path.push(x);
    const choosing = 1 - sum(before.map((share, i) => share * at(repeating, i)));
    for (let j = 0; j < n; j++) {
      shareDays[j] = at(shareDays, j) + days * at(x, j);
      const units = days * now.buying * at(x, j);
      const unpromoted = at(x, j) - choosing * (at(now.choice, j) - at(now.plain.choice, j));
      const missed = Math.min(units, at(owed, j) * Math.min(1, days / 14));
      const extra = Math.max(0, units - days * now.plain.buying * unpromoted);
      owed[j] = at(owed, j) + (twin.afterDip.value * extra - missed);
      revenue[j] = at(revenue, j) + at(worth, j) * at(now.paid, j) * (units - missed);
    }
    buyingDays += days * now.buying;
  }
  const horizon = scenario.durationDays;
  return {
    share: shareDays.map((value) => value / horizon),
    path,
    incidence: buyingDays / horizon,
    revenue,
  };
}

const reaches = ({ persona, region }: Intervention, cell: TwinCell) =>
  (persona === undefined || persona === cell.persona) &&
  (region === undefined || region === cell.region);

function overlap(
  one: Intervention,
  { from, days, horizon }: { from: number; days: number; horizon: number },
): number {
  const first = one.startDay + (one.type === "external" ? one.lagDays : 0);
  const end = Math.min(horizon, first + (one.durationDays ?? horizon));
  let active = 0;
  for (let day = from; day < from + days; day++) if (day >= first && day < end) active++;
  return active / days;
}

/** What the interventions at hand make of a cell's choice, buying, availability and prices. */
function worldOf(
  twin: Twin,
  {
    brands,
    base,
    acting,
  }: { brands: string[]; base: number[]; acting: { one: Intervention; part: number }[] },
) {
  const weight = [...base];
  const promoted = brands.map(() => 0);
  const paid = brands.map(() => 1);
  const available = brands.map(() => 1);
  const alpha = (j: number) => twin.price[j]?.value ?? 0;
  const lift = Math.min(10, Math.max(0.1, twin.saturation.value));
  let income = 0;
  let outside = 0;
  for (const { one, part } of acting) {
    if (part === 0) continue;
    if (one.type === "price_change") {
      for (const [brand, multiplier] of Object.entries(one.price)) {
        const j = brands.indexOf(brand);
        weight[j] = at(weight, j) * multiplier ** (-part * one.priceSensitivity * alpha(j));
        paid[j] = at(paid, j) * (1 + part * (multiplier - 1));
      }
      const { elasticity, budgetShare, tradeDown } = twin.electricity;
      const bill = one.electricityPrice ** (1 + elasticity.value) - 1;
      const loss = part * Math.log(1 - budgetShare.value * bill);
      income += loss;
      brands.forEach((_, j) => {
        weight[j] =
          at(weight, j) * Math.exp(-tradeDown.value * (twin.valuePositions[j] ?? 0) * loss);
      });
    }
    if (one.type === "promotion") {
      brands.forEach((brand, j) => {
        if (one.brand !== undefined && one.brand !== brand) return;
        const programme = one.brand === undefined ? (twin.loyaltyProgrammes[j] ?? 0) : 1;
        const raw =
          twin.points.value * Math.log(one.pointMultiplier) +
          twin.intensity.value * (one.intensity - 1);
        const lifted = (more: number) => lift * Math.tanh((programme * (raw + more)) / lift);
        const { reach = 0, attraction = 0 } = one.coBrand ?? {};
        let utility = Math.log(
          (1 - reach) * Math.exp(lifted(0)) +
            reach * Math.exp(lifted(twin.intensity.value * attraction)),
        );
        const members = Math.min(1, twin.loyaltyProgrammes[j] ?? 0);
        const rebate = members * one.billOffset * twin.electricity.budgetShare.value;
        utility -= alpha(j) * Math.log(1 - rebate);
        income += part * Math.log(1 + rebate * at(base, j));
        utility -= alpha(j) * Math.log(1 - one.discount);
        paid[j] = at(paid, j) * (1 - part * one.discount);
        if (one.bogo) {
          utility -= alpha(j) * Math.log(1 - twin.bogo.value / 2);
          paid[j] = at(paid, j) * (1 - (part * twin.bogo.value) / 2);
        }
        weight[j] = at(weight, j) * Math.exp(part * utility);
        promoted[j] = at(promoted, j) + part * utility;
      });
    }
    if (one.type === "competition") {
      const j = brands.indexOf(one.brand);
      if (one.action === "exit" || one.action === "distribution_loss") {
        available[j] = at(available, j) * (1 - part * one.strength);
      }
      if (one.action === "price") paid[j] = at(paid, j) * (1 - 0.3 * part * one.strength);
      attack(weight, { twin, brands, base, one, force: part * one.strength });
    }
    if (one.type === "external") {
      outside += part * one.value * (twin.triggers[one.trigger]?.category?.value ?? 0);
      brands.forEach((_, j) => {
        const effect = twin.triggers[one.trigger]?.effect[j]?.value ?? 0;
        weight[j] = at(weight, j) * Math.exp(part * effect * one.value);
      });
    }
  }
  const settled = (weights: number[]) => {
    const total = sum(weights);
    const { incomeEffect } = twin.electricity;
    const odds = Math.exp(
      twin.incidence.value * Math.log(total) + incomeEffect.value * income + outside,
    );
    const q = twin.buying.value;
    return { choice: weights.map((value) => value / total), buying: odds / (1 - q + q * odds) };
  };
  const plain = settled(weight.map((value, j) => value * Math.exp(-Math.max(0, at(promoted, j)))));
  return { ...settled(weight), plain, paid, available };
}

/** Nested logit: attacker and attacked share a nest of scale μ, in which weights are raised to 1/μ and summed. */
function attack(
  weight: number[],
  {
    twin,
    brands,
    base,
    one,
    force,
  }: { twin: Twin; brands: string[]; base: number[]; one: Competition; force: number },
): void {
  const j = brands.indexOf(one.brand);
  const k = one.target === undefined ? -1 : brands.indexOf(one.target);
  const lift = Math.min(10, Math.max(0.1, twin.saturation.value));
  const factor = {
    price: (1 - 0.3 * force) ** -(twin.price[j]?.value ?? 0),
    promotion: Math.exp(lift * Math.tanh((force * twin.feature.value) / lift)),
    distribution: 1 + force,
    expansion: 1 + 0.867 * force,
    reposition: k < 0 ? 1 : 1 + (force * at(base, k)) / (at(base, j) + at(base, k)),
    exit: 1 - force,
    distribution_loss: 1 - force,
    entry: 1,
  }[one.action];
  const entering =
    one.action === "entry"
      ? force * Math.exp(one.entryUtility ?? 0) * (k < 0 ? 1 / twin.brands.length : at(base, k))
      : 0;
  if (k < 0) {
    weight[j] = at(weight, j) * factor + entering;
    return;
  }
  const scale = 1 - 0.9 * (one.similarity ?? 0.5);
  const nest = at(base, j) + at(base, k);
  const inside = [at(base, j) * factor ** (1 / scale) + entering, at(base, k)];
  const whole = nest * (sum(inside) / nest) ** scale;
  const moved = inside.map((value) => (whole * value) / sum(inside));
  weight[j] =
    at(base, j) > 0 ? (at(weight, j) * at(moved, 0)) / at(base, j) : at(weight, j) + at(moved, 0);
  weight[k] = (at(weight, k) * at(moved, 1)) / at(base, k);
}
