import { normalQuantile, sampleDirichlet, sampleMultinomial } from "../math/index.js";
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
  // Strings of what recurs on every line are made once: they are most of the cost of a line.
  const favourite = truth.brands.map(({ name }) =>
    JSON.stringify(`${region} ${persona} 最偏好 ${name} (`).slice(0, -1),
  );
  const who = `"group":${JSON.stringify(persona)},"region":${JSON.stringify(region)},"total_personas":${truth.people}`;
  const spread = SCORE_SPREAD / Math.sqrt(truth.people);
  const uniforms = new Float64Array(6);
  const score = (mean: number, i: number) =>
    Math.min(1, Math.max(0, rounded(mean + spread * normalQuantile(uniforms[i]!), 3)));
  return ({ day, date }: { day: number; date: string }, { share }: CellDay): string => {
    const counts = survey(day, share);
    draws.fill(uniforms, 6 * day);
    const satisfaction = score(cell.satisfaction, 1);
    const adoption = score(cell.digitalAdoption, 2);
    const gamification = score(cell.gamification, 3);
    const efficiency = score(cell.efficiency, 4);
    let heads = "";
    let percents = "";
    let top = 0;
    for (let j = 0; j < brands.length; j++) {
      const separator = j === 0 ? "" : ",";
      heads += `${separator}${brands[j]}:${counts[j]}`;
      percents += `${separator}${brands[j]}:${percent(counts[j]!, truth.people)}`;
      if (counts[j]! > counts[top]!) top = j;
    }
    const best = percent(counts[top]!, truth.people);
    const insights = `${favourite[top]}${best}%)"${adoption > 0.6 ? ',"數位採用率高"' : ""}${efficiency > 0.6 ? ',"重視效率"' : ""}${satisfaction > 0.7 ? ',"滿意度良好"' : ""}`;
    return `{"timestamp":"${date} 02:00:0${wholeBetween(uniforms[0]!, 1, 9)}",${who},"brand_distribution":{${heads}},"brand_percentages":{${percents}},"avg_satisfaction":${satisfaction},"digital_adoption_rate":${adoption},"gamification_engagement":${gamification},"efficiency_score":${efficiency},"key_insights":[${insights}],"demo":true}`;
  };
}

/** A head count in percent of all, with one decimal. */
function percent(count: number, people: number): string {
  const tenths = Math.round((1000 * count) / people);
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
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
