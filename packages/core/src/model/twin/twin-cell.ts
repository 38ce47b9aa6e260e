import { log } from "../../math/index.js";
import { dateOfDay } from "../../schema/time-text.js";
import type { TwinCell } from "../../schema/twin.js";
import { nowPeriods, utilityNow } from "./current-condition.js";
import { depart, followLevel, type Learning, type LevelRule } from "./level.js";
import { followedVariance } from "./level-spread.js";
import type { Panel } from "./panel.js";
import { choose } from "./share-path.js";
import { type Fitted, habitParameter } from "./twin-parameter.js";

/**
 * Every cell as it stands after the last period of a panel, without its units.
 *
 * @param options.learning - by cell of the panel: what its level learns of periods that the fit has not seen
 */
export function fitCells(
  fitted: Fitted,
  {
    rule,
    prices,
    learning,
  }: {
    rule: LevelRule;
    prices: readonly (readonly (number | null)[])[];
    learning?: readonly Learning[];
  },
): TwinCell[] {
  const { panel, model } = fitted;
  const n = panel.brands.length;
  const people = panel.cells.map((_, c) => recentPeople(panel, c));
  return panel.cells.flatMap((cell, index) => {
    if (cell.past) return [];
    const { departure, share, variance } = followLevel(
      { panel, cell, index },
      { parameters: model, rule, until: cell.people.length, learning: learning?.[index] },
    );
    const choice = utilityNow(panel, { slopes: model.slopes, place: cell.place });
    for (let j = 0; j < n; j++) choice[j] = choice[j]! + model.intercepts[index]![j]!;
    choose(choice);
    depart(choice, departure);
    depart(share, departure);
    // As standard errors of log weights: the level as if it had been counted on so many people.
    const level = followedVariance(
      learning ? variance : levelVariance(choice, model.interceptErrors[index]!),
      { model, rule, people: people[index]! },
    );
    const now: TwinCell = {
      key: `${cell.persona}_${cell.region}`,
      persona: cell.persona,
      region: cell.region,
      people: people[index]!,
      peopleKnown: cell.peopleKnown,
      share: [...share],
      choice: [...choice],
      choiceSpread: Array.from(choice, (share) => logSpread(level, share)),
      habit: habitParameter(fitted, cell.kind),
      price: [...prices[cell.place]!],
      unitsPerDay: null,
      rows: cell.rows,
      from: dateOfDay(panel.firstDay + cell.first * panel.periodDays),
      to: dateOfDay(panel.firstDay + (cell.first + cell.people.length) * panel.periodDays - 1),
    };
    return [now];
  });
}

/**
 * Standard error of the log of a weight that was counted as if on 1 / `level` people.
 *
 * A share of less than one of them would err by more than itself: from there on the log errs by the root of how often
 * the share goes into one of them, in logs, so that a brand that nobody chooses may be a little and not everything.
 */
function logSpread(level: number, share: number): number {
  if (!(share > 0)) return 0;
  const squares = level / share;
  return Math.sqrt(squares > 1 ? 1 + log(squares) : squares);
}

/** Mean people of the last observed periods. */
export function recentPeople(panel: Panel, index: number): number {
  const { people } = panel.cells[index]!;
  const recent = [...people].filter((count) => count > 0).slice(-nowPeriods(panel));
  return recent.reduce((sum, count) => sum + count, 0) / Math.max(1, recent.length);
}

/** Variance of the log of a brand's weight, times its share, from the standard errors of a cell's intercepts. */
export function levelVariance(choice: ArrayLike<number>, errors: Float64Array): number {
  const n = choice.length;
  const last = choice[n - 1]!;
  let variance = 0;
  for (let j = 0; j < n - 1; j++) {
    const error = errors[j]!;
    variance += (error * error) / (1 / choice[j]! + 1 / last) / (n - 1);
  }
  return variance;
}
