import { chiSquaredQuantile, cholesky, log, purposeId, uniformSource } from "../../math/index.js";
import type { FitOptions } from "../fit-progress.js";
import { describeGroups, namePersonas, type TraitNames } from "./describe-persona.js";
import { groupAbove } from "./novel-scan.js";
import type { Persona, PersonaComponent, PersonaModel } from "./persona-model.js";
import { place, pooledCovariance } from "./place.js";
import { type Points, sampleRows, takeRows } from "./points.js";
import { checkRows, pointsOf, type TraitRow } from "./trait-table.js";

/** Whether customers who match no persona are a persona of their own. */
export interface Novelty {
  /** Customers who match none, and those of them who make the new persona. */
  readonly unmatched: readonly string[];
  readonly members: readonly string[];
  readonly persona: Persona | null;
  /** The model with the new persona; the same model where there is none. */
  readonly model: PersonaModel;
  /** Probability of as dense a group among scattered customers, the greatest over three kinds of scatter. */
  readonly pValue: number;
  /** Fewest members that a new persona needs. */
  readonly needed: number;
}

/** How a new persona is looked for. */
export interface NoveltyOptions extends FitOptions {
  /** Probability of a new persona where there is none; 0.05 unless told. */
  readonly falseNew?: number;
  /** Fewest members; 12, 3 for each trait or 1 % of the customers unless told, whichever is most. */
  readonly least?: number;
  readonly traitNames?: TraitNames;
}

const ROWS = purposeId("novelty rows");
const MOST_UNMATCHED = 300;
const LOG_TWO_PI = 1.8378770664093453;

/**
 * Looks for a persona among customers who match none: enough of them, close together, denser than scattered ones would ever be.
 *
 * @param rows - customers with every trait of the model known; others are passed over
 * @see Kulldorff, A spatial scan statistic, Communications in Statistics 26 (1997), for the test by the greatest count
 */
export function detectNovelPersona(
  model: PersonaModel,
  rows: readonly TraitRow[],
  { seed = 0, falseNew = 0.05, least, traitNames = {}, onProgress }: NoveltyOptions = {},
): Novelty {
  checkRows(rows);
  onProgress?.({ stage: "match", done: 0 });
  const whole = rows.flatMap(({ traits }, i) =>
    model.traits.every(({ trait }) => traits[trait] !== undefined) ? [i] : [],
  );
  const points = pointsOf(rows, model.traits, whole);
  const d = points.columns;
  const outside: number[] = [];
  for (let i = 0; i < points.rows; i++) {
    if (!place(model, points.values.subarray(i * d, (i + 1) * d)).belongs) outside.push(i);
  }
  const unmatched = outside.map((i) => rows[whole[i]!]!.id);
  const needed = Math.max(2, least ?? Math.ceil(Math.max(12, 3 * d, 0.01 * points.rows)));
  const nothing = { unmatched, members: [], persona: null, model, pValue: 1, needed };
  if (outside.length < needed) return nothing;
  onProgress?.({ stage: "scan", done: 0.2 });
  const drawn = sampleRows(uniformSource(seed, 0, ROWS), outside.length, MOST_UNMATCHED);
  const candidates = takeRows(
    points,
    Array.from(drawn, (i) => outside[i]!),
  );
  const { pValue, centre } = groupAbove(model, candidates, seed);
  if (pValue > falseNew) return { ...nothing, pValue };
  const found = grow(takeRows(points, outside), centre, pooledCovariance(model));
  if (found.members.length < needed) return { ...nothing, pValue };
  const members = found.members.map((i) => unmatched[i]!);
  const membership = new Int32Array(points.rows).fill(1);
  for (const i of found.members) membership[outside[i]!] = 0;
  const [description] = describeGroups(points, membership, {
    k: 2,
    scales: model.traits,
    customers: model.rows + rows.length,
  });
  const persona: Persona = {
    id: nextId(model),
    names: namePersonas([description!], traitNames)[0]!,
    origin: "novel",
    ...description!,
    stability: null,
  };
  return {
    unmatched,
    members,
    persona,
    model: extended(model, persona, { found, members }),
    pValue,
    needed,
  };
}

interface Group {
  readonly members: readonly number[];
  readonly mean: Float64Array;
  readonly covariance: Float64Array;
}

/** Rows around a place, and their mean and covariance, step by step until they rest. */
function grow(points: Points, centre: Float64Array, pooled: Float64Array): Group {
  const { values, rows, columns } = points;
  const limit = chiSquaredQuantile(0.999, columns);
  let mean: Float64Array = centre.slice();
  let covariance = pooled.slice();
  let members: number[] = [];
  for (let step = 0; step < 20; step++) {
    const factor = cholesky(covariance, columns);
    const inside: number[] = [];
    for (let i = 0; i < rows; i++) {
      if (squareWith(factor, values.subarray(i * columns, (i + 1) * columns), mean) <= limit)
        inside.push(i);
    }
    if (inside.length === members.length && inside.every((row, i) => row === members[i])) break;
    if (inside.length === 0) break;
    members = inside;
    mean = new Float64Array(columns);
    for (const i of members) {
      for (let j = 0; j < columns; j++) mean[j]! += values[i * columns + j]! / members.length;
    }
    // As much of the personas' own covariance as that of a few rows of each trait.
    const prior = columns + 2;
    covariance = pooled.map((value) => (value * prior) / (members.length + prior));
    for (const i of members) {
      for (let a = 0; a < columns; a++) {
        for (let b = 0; b < columns; b++) {
          const product =
            (values[i * columns + a]! - mean[a]!) * (values[i * columns + b]! - mean[b]!);
          covariance[a * columns + b]! += product / (members.length + prior);
        }
      }
    }
  }
  return { members, mean, covariance };
}

function squareWith(factor: Float64Array, row: Float64Array, mean: Float64Array): number {
  const n = mean.length;
  const z = new Float64Array(n);
  let total = 0;
  for (let a = 0; a < n; a++) {
    let value = row[a]! - mean[a]!;
    for (let b = 0; b < a; b++) value -= factor[a * n + b]! * z[b]!;
    z[a] = value / factor[a * n + a]!;
    total += z[a]! * z[a]!;
  }
  return total;
}

function nextId({ personas }: PersonaModel): string {
  const ids = new Set(personas.map(({ id }) => id));
  let number = personas.length + 1;
  while (ids.has(`persona-${number}`)) number++;
  return `persona-${number}`;
}

/** The model with one persona more, whose weight is its share of all customers. */
function extended(
  model: PersonaModel,
  persona: Persona,
  { found, members }: { found: Group; members: readonly string[] },
): PersonaModel {
  const d = model.traits.length;
  const weight = Math.max(1e-9, Math.min(0.5, persona.share));
  const factor = cholesky(found.covariance, d);
  const whitening: number[] = [];
  const rows: number[][] = [];
  let logRoot = 0;
  for (let a = 0; a < d; a++) {
    const row: number[] = [];
    for (let b = 0; b <= a; b++) {
      let value = a === b ? 1 : 0;
      for (let m = b; m < a; m++) value -= factor[a * d + m]! * rows[m]![b]!;
      row.push(value / factor[a * d + a]!);
    }
    rows.push(row);
    whitening.push(...row);
    logRoot += log(row[a]!);
  }
  const component: PersonaComponent = {
    persona: persona.id,
    weight,
    mean: [...found.mean],
    whitening,
    logPeak: log(weight) + logRoot - 0.5 * d * LOG_TWO_PI,
  };
  const lessened = log(1 - weight);
  return {
    ...model,
    k: model.k + 1,
    personas: [...model.personas, persona],
    components: [
      ...model.components.map((one) => ({
        ...one,
        weight: one.weight * (1 - weight),
        logPeak: one.logPeak + lessened,
      })),
      component,
    ],
    noise:
      model.noise === null ? null : { ...model.noise, weight: model.noise.weight * (1 - weight) },
    assignments: {
      ...model.assignments,
      ...Object.fromEntries(members.map((id) => [id, persona.id])),
    },
  };
}
