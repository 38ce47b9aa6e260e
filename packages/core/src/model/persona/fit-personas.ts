import { CoreError } from "../../error.js";
import { purposeId, uniformSource } from "../../math/index.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { continueIds } from "./align-personas.js";
import { chooseByKMeans } from "./choose-by-k-means.js";
import { chooseByMixture, type Grouping } from "./choose-grouping.js";
import { describeGroups, namePersonas, type TraitNames } from "./describe-persona.js";
import { componentsOf, finish, outlierRule } from "./finish.js";
import type { PersonaModel } from "./persona-model.js";
import { groupStability } from "./persona-stability.js";
import { type AssignmentRule, place } from "./place.js";
import { type Points, sampleRows, takeRows } from "./points.js";
import { type Standardising, standardise } from "./trait-scale.js";
import { logJacobian, type TraitRow, type TraitTable, traitTable } from "./trait-table.js";

/** How personas are to be fitted. */
export interface PersonaOptions extends FitOptions {
  /** How many: exactly, or the range in which the data choose; the data choose from 1 on unless told. */
  readonly k?: number | { readonly min: number; readonly max: number };
  /** auto: normal mixtures joined where no valley parts them, or peaks of the density; gmm: one normal component each; kmeans. */
  readonly method?: "auto" | "kmeans" | "gmm";
  /** auto: logarithms of skewed traits by rule, centre and scale unmoved by far values; zscore; none. */
  readonly standardise?: Standardising;
  /** Restarts of k-means; 10 unless told. */
  readonly restarts?: number;
  /** Bootstrap samples for the stability; 20 unless told, 0 for none. */
  readonly resamples?: number;
  /** An earlier fit whose ids go on where personas do. */
  readonly previous?: PersonaModel;
  /** What traits are called in the names of personas. */
  readonly traitNames?: TraitNames;
  readonly units?: Readonly<Record<string, string>>;
}

/** Rows on which method and number are chosen, and on which mixtures are carried to rest. */
const CHOICE_ROWS = 2000;
/** Rows that local densities are taken from: many in few columns, where near rows are found fast. */
const DENSITY_ROWS = { inFewColumns: 6000, few: 3 };
const FIT_ROWS = 100_000;
const MOST_PERSONAS = 60;
const CHOICE = purposeId("persona choice rows");
const REST = purposeId("persona fit rows");
/** Jaccard similarity below which a persona does not come back. */
const DISSOLVED = 0.6;

/**
 * Groups customers into personas by their traits, as many as the data part unless told, and says how sure that is.
 *
 * @param rows - one for each customer; a trait that is not known is left out
 * @throws CoreError `invalid_input` for an id twice, `not_finite`, `no_variation` where all customers are alike, `too_few_rows` with
 * fewer customers than personas asked for, `out_of_range` for k
 */
export function fitPersonas(rows: readonly TraitRow[], options: PersonaOptions = {}): PersonaModel {
  const { seed = 0, onProgress, resamples = 20, previous, traitNames = {}, units = {} } = options;
  const report = (stage: string, done: number) => onProgress?.({ stage, done });
  report("traits", 0);
  const { standardise: standardising = "auto" } = options;
  const { table, grouping } = scaleAndGroup(rows, {
    ...options,
    units,
    standardise: standardising,
  });
  const { points, scales } = table;
  report("all customers", 0.6);
  const forFit =
    grouping.method !== "kmeans" && points.rows > FIT_ROWS
      ? takeRows(points, sampleRows(uniformSource(seed, 0, REST), points.rows, FIT_ROWS))
      : points;
  const fit = finish(forFit, grouping, { seed, restarts: options.restarts ?? 10 });
  const named = grouping.groupOf.map((group) => `group-${group}`);
  const draft: AssignmentRule = {
    traits: [...scales],
    components: componentsOf(fit.mixture, named),
    noise: fit.mixture.noise,
    outlier: { tail: 0, inflation: 1, squaredDistance: Infinity },
  };
  const { rule, labels } = placeAll(points, draft, grouping.k);
  const k = grouping.k;
  report("description", 0.7);
  const descriptions = describeGroups(points, labels, { k, scales, customers: rows.length });
  const order = descriptions
    .map((_, group) => group)
    .sort((a, b) => descriptions[b]!.size - descriptions[a]!.size || a - b);
  const idOf = new Map(order.map((group, i) => [`group-${group}`, `persona-${i + 1}`]));
  const stability =
    resamples > 0 && k > 1
      ? groupStability(points, labels, {
          k,
          components: fit.k,
          family: fit.family,
          method: grouping.method,
          byPeaks: grouping.byPeaks,
          resamples,
          seed,
          onStep: (done) => report("stability", 0.7 + 0.3 * done),
        })
      : null;
  const names = namePersonas(
    order.map((group) => descriptions[group]!),
    traitNames,
  );
  const finalRule = {
    ...rule,
    components: rule.components.map((one) => ({ ...one, persona: idOf.get(one.persona)! })),
  };
  const model: PersonaModel = {
    kind: "personas",
    version: 1,
    k,
    method: grouping.method,
    covariance: fit.family,
    rows: points.rows,
    seed,
    ...finalRule,
    personas: order.map((group, i) => ({
      id: `persona-${i + 1}`,
      names: names[i]!,
      origin: "fitted" as const,
      ...descriptions[group]!,
      stability: stability === null ? null : stability.jaccard[group]!,
    })),
    assignments: assignmentsOf(rows, { table, labels, rule: finalRule, idOf }),
    candidates: [...grouping.candidates],
    reasons: [...grouping.reasons],
    stability:
      stability === null
        ? null
        : {
            resamples,
            adjustedRand: stability.adjustedRand,
            lowestJaccard: Math.min(...stability.jaccard),
          },
    converged: fit.converged,
    iterations: fit.iterations,
    inertia: fit.inertia,
    weaknesses: [],
    backtest: null,
  };
  const weak = { ...model, weaknesses: weaknessesOf(model, { table, asked: options.k }) };
  report("done", 1);
  return previous === undefined ? weak : continueIds(previous, weak);
}

/** The grouping on the scale by rule; without logarithms where the whole mixture is better off so. */
function scaleAndGroup(
  rows: readonly TraitRow[],
  options: PersonaOptions & { units: Readonly<Record<string, string>>; standardise: Standardising },
): { table: TraitTable; grouping: Grouping } {
  const on = (standardising: Standardising) => {
    const table = traitTable(rows, { units: options.units, standardising });
    const { grouping, sample } = chooseGrouping(table.points, options);
    const bic = grouping.criterion + 2 * logJacobian(sample, table.scales);
    return { table, grouping, bic };
  };
  const byRule = on(options.standardise);
  const isPlain = byRule.table.scales.every(({ transform }) => transform === "none");
  if (options.standardise !== "auto" || isPlain) return byRule;
  const plain = on("robust");
  return plain.bic < byRule.bic ? plain : byRule;
}

/** The grouping of a sample, and the sample. */
function chooseGrouping(
  points: Points,
  asked: PersonaOptions,
): { grouping: Grouping; sample: Points } {
  const { k, method = "auto", seed = 0, restarts = 10, onProgress } = asked;
  const { min, max } = typeof k === "object" ? k : { min: k ?? 1, max: k ?? MOST_PERSONAS };
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max < min) {
    throw new CoreError(
      "out_of_range",
      `k from ${min} to ${max}, expected whole numbers from 1 on`,
    );
  }
  if (points.rows < min) {
    throw new CoreError(
      "too_few_rows",
      `found ${points.rows} customers, expected at least k = ${min}`,
    );
  }
  const onStep = (stage: string, done: number) => onProgress?.({ stage, done: 0.6 * done });
  const most = Math.min(max, points.rows);
  if (method === "kmeans") {
    const sample = sampled(points, 10_000, seed);
    const grouping = chooseByKMeans(sample, { min, max: most, seed, restarts, onStep });
    return { grouping, sample };
  }
  const sample = sampled(points, CHOICE_ROWS, seed);
  const join = method === "auto";
  const dense =
    points.columns <= DENSITY_ROWS.few ? sampled(points, DENSITY_ROWS.inFewColumns, seed) : sample;
  const options = { min, max: most, seed, join, dense, onStep };
  return { grouping: chooseByMixture(sample, options), sample };
}

function sampled(points: Points, most: number, seed: number): Points {
  if (points.rows <= most) return points;
  return takeRows(points, sampleRows(uniformSource(seed, 0, CHOICE), points.rows, most));
}

/** Group of every row, with the distance beyond which rows belong to none. */
function placeAll(
  points: Points,
  draft: AssignmentRule,
  k: number,
): { rule: AssignmentRule; labels: Int32Array } {
  const { values, rows, columns } = points;
  const squares = new Float64Array(rows);
  const labels = new Int32Array(rows);
  for (let i = 0; i < rows; i++) {
    const { nearest, noise, squaredDistance } = place(
      draft,
      values.subarray(i * columns, (i + 1) * columns),
    );
    squares[i] = squaredDistance;
    labels[i] = noise > 0.5 ? -1 : Number(nearest.slice("group-".length));
  }
  const outlier = outlierRule(squares, columns);
  const counts = new Float64Array(k);
  labels.forEach((label, i) => {
    if (squares[i]! > outlier.squaredDistance) labels[i] = -1;
    else if (label >= 0) counts[label]! += 1;
  });
  return { rule: { ...draft, outlier }, labels };
}

/** Persona of every customer; those with absent traits by what is known of them. */
function assignmentsOf(
  rows: readonly TraitRow[],
  {
    table,
    labels,
    rule,
    idOf,
  }: {
    table: TraitTable;
    labels: Int32Array;
    rule: AssignmentRule;
    idOf: ReadonlyMap<string, string>;
  },
): Record<string, string | null> {
  const found = new Array<string | null>(rows.length).fill(null);
  table.complete.forEach((row, i) => {
    found[row] = labels[i]! < 0 ? null : idOf.get(`group-${labels[i]}`)!;
  });
  for (const row of table.incomplete) {
    const { traits } = rows[row]!;
    const values = rule.traits.map((scale) => {
      const value = traits[scale.trait];
      return value === undefined ? Number.NaN : standardise(value, scale);
    });
    if (values.every(Number.isNaN)) continue;
    const { belongs, nearest } = place(rule, values);
    found[row] = belongs ? nearest : null;
  }
  return Object.fromEntries(rows.map(({ id }, i) => [id, found[i]!]));
}

function weaknessesOf(
  model: PersonaModel,
  { table, asked }: { table: TraitTable; asked: PersonaOptions["k"] },
): Reason[] {
  const found = [...table.weaknesses];
  const least = typeof asked === "object" ? asked.min : (asked ?? 1);
  if (model.k < least)
    found.push({ code: "fewer_personas", values: { asked: least, found: model.k } });
  if (!model.converged)
    found.push({ code: "not_converged", values: { iterations: model.iterations } });
  const few = 2 * model.traits.length;
  for (const { id, size, stability } of model.personas) {
    if (size < few)
      found.push({ code: "few_customers", values: { persona: id, size, expected: few } });
    if (stability !== null && stability < DISSOLVED) {
      found.push({ code: "persona_unstable", values: { persona: id, jaccard: stability } });
    }
  }
  return found;
}
