import { sampleDirichlet, sampleMultinomial } from "../math/index.js";
import { withBadLines } from "./bad-line.js";
import { type CellDay, choiceDays } from "./choice-path.js";
import { type KeyedDraws, keyedDraws, keyOf, rounded, wholeBetween } from "./draw.js";
import type { PlantedCell, Truth } from "./truth.js";

/** Standard deviation of a score from one person to another. */
const SCORE_SPREAD = 0.12;

/**
 * Behaviour lines (original formats 3.1), one per cell and day: a fresh survey of `people` from x_t.
 *
 * @see Truth.notes for the timing
 */
export function behaviourLines(truth: Truth): Generator<string> {
  return withBadLines(goodLines(truth), { truth, file: "behaviour" });
}

function* goodLines(truth: Truth): Generator<string> {
  const writers = truth.cells.map((cell) => cellWriter(truth, cell));
  for (const { market, cells } of choiceDays(truth)) {
    for (const [index, cell] of cells.entries()) yield writers[index]!(market, cell);
  }
}

function cellWriter(truth: Truth, cell: PlantedCell) {
  const survey = surveyOf(truth, cell);
  const draws = keyedDraws(truth.seed, keyOf(cell.persona, cell.region), "scores-of-day");
  const persona = truth.personas.find(({ id }) => id === cell.persona)!.name;
  const region = truth.regions.find(({ id }) => id === cell.region)!.name;
  const brands = truth.brands.map(({ name }) => JSON.stringify(name));
  const who = `"group":${JSON.stringify(persona)},"region":${JSON.stringify(region)},"total_personas":${truth.people}`;
  const spread = SCORE_SPREAD / Math.sqrt(truth.people);
  return ({ day, date }: { day: number; date: string }, { share }: CellDay): string => {
    const counts = survey(day, share);
    const percents = Array.from(counts, (count) => rounded((100 * count) / truth.people, 1));
    const second = wholeBetween(draws.uniform(8 * day), 1, 9);
    const score = (mean: number, i: number) =>
      Math.min(1, Math.max(0, rounded(mean + spread * draws.normal(8 * day + i), 3)));
    const satisfaction = score(cell.satisfaction, 1);
    const adoption = score(cell.digitalAdoption, 2);
    const gamification = score(cell.gamification, 3);
    const efficiency = score(cell.efficiency, 4);
    const top = percents.indexOf(Math.max(...percents));
    const insights = [
      `${region} ${persona} 最偏好 ${truth.brands[top]!.name} (${percents[top]!.toFixed(1)}%)`,
    ];
    if (adoption > 0.6) insights.push("數位採用率高");
    if (efficiency > 0.6) insights.push("重視效率");
    if (satisfaction > 0.7) insights.push("滿意度良好");
    return `{"timestamp":"${date} 02:00:0${second}",${who},"brand_distribution":${object(brands, counts)},"brand_percentages":${object(brands, percents)},"avg_satisfaction":${satisfaction},"digital_adoption_rate":${adoption},"gamification_engagement":${gamification},"efficiency_score":${efficiency},"key_insights":${JSON.stringify(insights)},"demo":true}`;
  };
}

/**
 * The survey of a cell: head counts by brand that sum to `people`, the same whenever a day is asked for.
 *
 * @returns a function of the day (from 0) and x_t
 */
export function surveyOf(
  truth: Truth,
  cell: PlantedCell,
): (day: number, share: Float64Array) => Float64Array {
  const draws: KeyedDraws = keyedDraws(truth.seed, keyOf(cell.persona, cell.region), "survey");
  const { people, overdispersion } = truth;
  return (day, share) => {
    const next = draws.ofDay(day);
    if (overdispersion === 0) return sampleMultinomial(next, people, share);
    const concentration = 1 / overdispersion - 1;
    const drawn = sampleDirichlet(
      next,
      share.map((x) => x * concentration),
    );
    return sampleMultinomial(next, people, drawn);
  };
}

function object(names: readonly string[], values: ArrayLike<number>): string {
  let text = "{";
  for (let j = 0; j < names.length; j++) text += `${j === 0 ? "" : ","}${names[j]}:${values[j]}`;
  return `${text}}`;
}
