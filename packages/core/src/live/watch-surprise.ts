import {
  advanceDrift,
  type CellGroup,
  type DriftSeries,
  type DriftWatch,
  type FollowedTwin,
  fitDriftWatch,
  type PeriodForecast,
} from "../model/index.js";
import type { Drift } from "./live-state.js";

/** Periods that tell what is usual. */
const MOST_REFERENCE = 180;
const FEWEST_REFERENCE = 20;
/** In 90 days of all series together: an alarm costs another fit and makes every answer weak, so that it must be rarely wrong. */
const FALSE_ALARMS = 0.1;
/** Above so many series only those of all cells are watched: each further one makes all of them less watchful. */
const MOST_SERIES = 60;

/** A brand's surprises in a group of cells. */
interface Watched {
  readonly name: string;
  readonly group: CellGroup;
  /** Index of the group and of the brand. */
  readonly g: number;
  readonly j: number;
  readonly brand: string;
}

function watchedOf({ groups, twin: { brands } }: FollowedTwin): Watched[] {
  const few = groups.length * brands.length <= MOST_SERIES;
  return (few ? groups : groups.slice(0, 1)).flatMap((group, g) =>
    brands.map((brand, j) => ({
      name: JSON.stringify([group.persona, group.region, brand]),
      ...{ group, g, j, brand },
    })),
  );
}

const seriesOf = (
  periods: readonly PeriodForecast[],
  watched: readonly Pick<Watched, "name" | "g" | "j">[],
): DriftSeries =>
  Object.fromEntries(
    watched.map(({ name, g, j }) => [name, periods.map((one) => one.excess[g]?.[j] ?? null)]),
  );

/**
 * Learns what is usual of a fit's own surprises.
 *
 * @returns null where too few periods tell it; series that never move are not watched
 */
export function watchSurprises(followed: FollowedTwin): DriftWatch | null {
  const own = followed.periods.filter(({ day }) => day < followed.from).slice(-MOST_REFERENCE);
  const watched = watchedOf(followed).filter(({ g, j }) => {
    const values = own.flatMap(({ surprise }) => surprise[g]?.[j] ?? []);
    return values.length >= FEWEST_REFERENCE && new Set(values).size > 1;
  });
  return watched.length === 0
    ? null
    : fitDriftWatch(seriesOf(own, watched), {
        falseAlarmsPer90Days: FALSE_ALARMS,
      });
}

/**
 * The day from which a group's surprises fit best to another level: the largest Σ over brands of (Σ surprise)² ÷ days.
 *
 * A cumulative sum tells that there was a change sooner than when it began.
 *
 * @param options.from - first day that may be it
 * @param options.to - day of the alarm, the last that counts
 */
function changeDay(
  followed: FollowedTwin,
  { g, from, to }: { g: number; from: number; to: number },
): number {
  const sums = followed.twin.brands.map(() => 0);
  let days = 0;
  let best = { day: to, gain: 0 };
  for (const { day, surprise } of [...followed.periods].reverse()) {
    const own = surprise[g];
    if (day > to || day < from || !own) continue;
    days++;
    let gain = 0;
    own.forEach((value, j) => {
      sums[j] = (sums[j] ?? 0) + value;
      gain += ((sums[j] ?? 0) * (sums[j] ?? 0)) / days;
    });
    if (gain > best.gain) best = { day, gain };
  }
  return best.day;
}

/** Looks at the periods from a day on, up to another. @param options.earliest - first day that a change may date from */
export function lookForDrift(
  watch: DriftWatch,
  {
    followed,
    from,
    until,
    earliest,
  }: { followed: FollowedTwin; from: number; until: number; earliest: number },
): { watch: DriftWatch; found: Drift[] } {
  const later = followed.periods.filter(({ day }) => day >= from && day < until);
  const all = watchedOf(followed);
  const watched = all.filter(({ name }) => Object.hasOwn(watch.series, name));
  const result = advanceDrift(watch, seriesOf(later, watched));
  const dayOf = (period: number) => from + (period - watch.day) * followed.twin.periodDays;
  const found = result.alarms.flatMap(({ series, direction, kind, day }) =>
    watched
      .filter(({ name }) => name === series)
      .map(({ brand, group, g, j }) => {
        const since = changeDay(followed, { g, from: earliest, to: dayOf(day) });
        const own = followed.periods.flatMap(({ day: at, surprise }) =>
          at < since || at > dayOf(day) ? [] : (surprise[g]?.[j] ?? []),
        );
        const mean = own.reduce((sum, value) => sum + value, 0) / Math.max(1, own.length);
        const size = mean / (watch.series[series]?.sd ?? 1);
        return { ...group, brand, direction, kind, size, day: dayOf(day), since };
      }),
  );
  return { watch: result.watch, found };
}
