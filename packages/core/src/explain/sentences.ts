import type { Reason } from "../schema/verdict.js";
import type { ExplainedOutcome, Explanation, LeverCurve } from "./explanation.js";

type Taken = Omit<Explanation, "sentences">;
type Values = Reason["values"];

/** Contributions this close, as a share of the larger one, are called alike. */
const ALIKE = 1e-6;
/** A part below this share of the largest is not worth a sentence. */
const WORTH_SAYING = 0.01;
const MOST_PARTS = 3;

const say = (code: string, values: Values): Reason => ({ code, values });

/** A change as people read it: shares in points, buying in percent, money in its currency. */
function measured({ kind, unit }: ExplainedOutcome["outcome"]): { unit: string; times: number } {
  if (kind === "share") return { unit: "points", times: 100 };
  if (kind === "category_buying") return { unit: "percent", times: 100 };
  return { unit, times: 1 };
}

/** The values of a reason under names that begin with `part`. */
const partOf = ({ code, values }: Reason, prefix = "part"): Values => ({
  [prefix]: code,
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => [`${prefix}_${name}`, value]),
  ),
});

/**
 * What stands out in an explanation, as codes with values: the most moved share, the whole revenue, and gross profit: of
 * all brands, else of the brand whose moves most.
 */
export function sentencesOf(taken: Taken): Reason[] {
  const shares = taken.outcomes.filter(({ outcome }) => outcome.kind === "share");
  const most = largest(shares);
  const moved = (kind: ExplainedOutcome["outcome"]["kind"]) =>
    taken.outcomes.filter(({ outcome, total }) => outcome.kind === kind && total.value !== 0);
  const isWhole = ({ outcome }: ExplainedOutcome) => outcome.brand === null;
  const profits = moved("gross_profit");
  const told = [most, moved("revenue").find(isWhole), profits.find(isWhole) ?? largest(profits)];
  if (taken.outcomes.every(({ total }) => total.value === 0)) return [say("nothing_changes", {})];
  return told.flatMap((explained) => (explained ? sentencesAbout(explained, taken) : []));
}

const largest = (outcomes: readonly ExplainedOutcome[]): ExplainedOutcome | null =>
  outcomes.reduce<ExplainedOutcome | null>((best, one) => {
    const size = Math.abs(one.total.value);
    return size > Math.abs(best?.total.value ?? 0) ? one : best;
  }, null);

function sentencesAbout(explained: ExplainedOutcome, taken: Taken): Reason[] {
  return [
    totalOf(explained),
    ...interventionsOf(explained, taken),
    ...mechanismOf(explained),
    ...placeOf(explained, taken),
    ...uncertaintyOf(explained),
    ...leverOf(explained, taken),
    ...assumedOf(explained),
  ];
}

/** Name and unit of the outcome, as every sentence about it carries them. */
const aboutOf = ({ outcome }: ExplainedOutcome): { about: Values; times: number } => {
  const { unit, times } = measured(outcome);
  return { about: { outcome: outcome.kind, brand: outcome.brand ?? "", unit }, times };
};

function totalOf(explained: ExplainedOutcome): Reason {
  const { about, times } = aboutOf(explained);
  const { value, band } = explained.total;
  const amount = times * value;
  if (!band) return say("explained_total", { ...about, amount });
  const [low, high] = [times * band.p10, times * band.p90];
  return say("explained_total_band", { ...about, amount, low, high, level: 80 });
}

interface Named {
  readonly part: Reason;
  readonly value: number;
}

/** Largest first; of equal ones the earlier. */
const bySize = (a: Named, b: Named) => Math.abs(b.value) - Math.abs(a.value);

function interventionsOf(explained: ExplainedOutcome, { interventions, method }: Taken): Reason[] {
  const { about, times } = aboutOf(explained);
  const total = times * explained.total.value;
  const parts = explained.byIntervention
    .flatMap(({ value }, i): Named[] => {
      const part = interventions[i];
      return part && value !== 0 ? [{ part, value: times * value }] : [];
    })
    .sort(bySize);
  const [first, second] = parts;
  if (!first) return [];
  if (!second) {
    const { unit, ...named } = about;
    return [say("explained_by_one", { ...named, ...partOf(first.part) })];
  }
  const worth = parts.filter(
    ({ value }) => Math.abs(value) >= WORTH_SAYING * Math.abs(first.value),
  );
  const told = worth.slice(0, MOST_PARTS);
  const sampled =
    method?.interventions.kind === "sampled"
      ? [sampledOf(explained, { about, times, orders: method.interventions.orders })]
      : [];
  if (isAlike(first.value, second.value)) {
    const tie = say("explained_tie", {
      ...about,
      ...partOf(first.part),
      ...partOf(second.part, "other"),
      amount: first.value,
      total,
    });
    return [tie, ...told.slice(2).map(contributionOf(about, total)), ...sampled];
  }
  return [...told.map(contributionOf(about, total)), ...sampled];
}

const isAlike = (a: number, b: number) => Math.abs(a - b) <= ALIKE * Math.abs(a);

const contributionOf =
  (about: Values, total: number) =>
  ({ part, value }: Named): Reason =>
    say(value * total < 0 ? "explained_against" : "explained_part", {
      ...about,
      ...partOf(part),
      amount: value,
      total,
    });

function sampledOf(
  { byIntervention }: ExplainedOutcome,
  { about, times, orders }: { about: Values; times: number; orders: number },
): Reason {
  const error = Math.max(...byIntervention.map(({ standardError }) => standardError ?? 0));
  return say("explained_sampled", { unit: about.unit ?? "", orders, error: times * error });
}

function mechanismOf(explained: ExplainedOutcome): Reason[] {
  const { about, times } = aboutOf(explained);
  const total = times * explained.total.value;
  return explained.byMechanism
    .map(({ mechanism, value }) => ({ part: say(mechanism, {}), value: times * value }))
    .filter(({ value }) => value !== 0)
    .sort(bySize)
    .slice(0, 2)
    .map(({ part, value }) =>
      say("explained_mechanism", { ...about, mechanism: part.code, amount: value, total }),
    );
}

function placeOf(explained: ExplainedOutcome, { cells }: Taken): Reason[] {
  const { about, times } = aboutOf(explained);
  const places = Object.entries(explained.byCell)
    .map(([key, { value }]) => ({ part: say(key, {}), value: times * value }))
    .sort(bySize);
  const [first, second] = places;
  const cell = first && cells[first.part.code];
  if (!first || !second || !cell || first.value === 0) return [];
  if (isAlike(first.value, second.value)) return [];
  const { persona, region } = cell;
  const total = times * explained.total.value;
  return [say("explained_place", { ...about, persona, region, amount: first.value, total })];
}

function uncertaintyOf(explained: ExplainedOutcome): Reason[] {
  const { about, times } = aboutOf(explained);
  const [bar] = explained.tornado;
  if (!bar) return [];
  const { parameter, varianceShare } = bar;
  const low = times * Math.min(bar.atLow, bar.atHigh);
  const high = times * Math.max(bar.atLow, bar.atHigh);
  const values = { ...about, parameter, low, high, from: 10, to: 90 };
  return [
    varianceShare === null
      ? say("explained_swing", values)
      : say("explained_uncertainty", { ...values, percent: 100 * varianceShare }),
  ];
}

function leverOf(explained: ExplainedOutcome, { levers, outcomes }: Taken): Reason[] {
  const { about } = aboutOf(explained);
  const place = outcomes.indexOf(explained);
  const steepest = levers.reduce<{ lever: LeverCurve; elasticity: number } | null>(
    (best, lever) => {
      const elasticity = lever.local[place]?.elasticity ?? 0;
      return Math.abs(elasticity) > Math.abs(best?.elasticity ?? 0) ? { lever, elasticity } : best;
    },
    null,
  );
  if (!steepest) return [];
  const { lever, brand } = steepest.lever;
  return [
    say("explained_elasticity", {
      outcome: about.outcome ?? "",
      brand: about.brand ?? "",
      lever,
      lever_brand: brand ?? "",
      percent: steepest.elasticity,
    }),
  ];
}

function assumedOf({ assumptions: { parameters, varianceShare } }: ExplainedOutcome): Reason[] {
  if (parameters.length === 0 || varianceShare === null) return [];
  return [
    say("explained_assumptions", { names: parameters.join(", "), percent: 100 * varianceShare }),
  ];
}
