import { type Challenge, challenge } from "../../model/drift/index.js";
import { fitTwin } from "../../model/twin/index.js";
import type { Catalogue } from "../../schema/catalogue.js";
import type { History } from "../../schema/history.js";
import { dayOfDate } from "../../schema/time-text.js";
import type { Twin } from "../../schema/twin.js";

/** Held-out days at most. */
const HELD_OUT_DAYS = 28;
/** Days over which forecast errors are correlated. */
const CORRELATED_DAYS = 7;

/** A challenge between a twin and a refitted one. */
export interface TwinChallenge {
  readonly result: Challenge;
  /** The challenger, fitted on everything; takes the champion's place where `result.replace`. */
  readonly challenger: Twin;
  readonly heldOutDays: number;
}

/**
 * Lets a refitted twin challenge the one that stands, on the last days, which neither has seen.
 *
 * Both foretell the shares of every cell and day after the champion's own history; the loss of a day is the mean absolute error. The
 * challenger may learn from the days between. It wins only if it is better by more than chance.
 *
 * @throws CoreError `too_few_rows` as `fitTwin` does
 */
export function challengeTwin(
  champion: Twin,
  history: History,
  { catalogue }: { catalogue?: Catalogue | undefined } = {},
): TwinChallenge {
  const options = catalogue === undefined ? {} : { catalogue };
  const last = history.cells.reduce((most, { days }) => Math.max(most, days.at(-1) ?? most), 0);
  const seen = dayOfDate(champion.asOf);
  const heldOutDays = Math.max(0, Math.min(HELD_OUT_DAYS, last - seen));
  const from = last - heldOutDays + 1;
  const rival = heldOutDays > 0 ? fitTwin(until(history, from), options) : champion;
  const losses = { champion: [] as number[], challenger: [] as number[] };
  const forecasts = { champion: forecastOf(champion), challenger: forecastOf(rival) };
  for (let day = from; day <= last; day++) {
    const [old, fresh] = [
      lossOf(history, day, forecasts.champion),
      lossOf(history, day, forecasts.challenger),
    ];
    if (old === null || fresh === null) continue;
    losses.champion.push(old);
    losses.challenger.push(fresh);
  }
  return {
    result: challenge(losses, { horizon: CORRELATED_DAYS }),
    challenger: fitTwin(history, options),
    heldOutDays: losses.champion.length,
  };
}

/** The rows before a day. */
function until(history: History, day: number): History {
  return {
    ...history,
    cells: history.cells.flatMap((cell) => {
      const rows = cell.days.filter((each) => each < day).length;
      if (rows === 0) return [];
      return [
        {
          ...cell,
          days: cell.days.slice(0, rows),
          people: cell.people.slice(0, rows),
          shares: cell.shares.slice(0, rows * history.brands.length),
        },
      ];
    }),
    market: history.market.filter((row) => row.day < day),
    conditions: history.conditions.filter((row) => row.day < day),
    digest: `${history.digest} before day ${day}`,
  };
}

type Forecast = (cell: string, brand: string, day: number) => number | null;

/** The twin's path without interventions, `x_t = c + ρ^t (x_0 − c)`: asked of itself, not judged as an answer would be. */
function forecastOf(twin: Twin): Forecast {
  const first = dayOfDate(twin.asOf) + 1;
  const cells = new Map(twin.cells.map((cell) => [cell.key, cell]));
  return (key, brand, day) => {
    const cell = cells.get(key);
    const j = twin.brands.indexOf(brand);
    const [now, choice] = [cell?.share[j], cell?.choice[j]];
    if (cell === undefined || now === undefined || choice === undefined || day < first) return null;
    const periods = Math.floor((day - first) / twin.periodDays) + 1;
    let left = 1;
    for (let k = 0; k < periods; k++) left *= cell.habit.value;
    return choice + left * (now - choice);
  };
}

/** Mean absolute error of the shares of a day; null where nothing was seen or foretold. */
function lossOf({ cells, brands }: History, day: number, forecast: Forecast): number | null {
  let sum = 0;
  let count = 0;
  for (const { persona, region, days, shares } of cells) {
    const row = days.indexOf(day);
    if (row < 0) continue;
    for (const [j, brand] of brands.entries()) {
      const foretold = forecast(`${persona}_${region}`, brand, day);
      if (foretold === null) continue;
      sum += Math.abs((shares[row * brands.length + j] ?? 0) - foretold);
      count++;
    }
  }
  return count === 0 ? null : sum / count;
}
