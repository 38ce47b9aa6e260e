import { CoreError } from "../../error.js";
import { originAfter } from "../../model/calibration/calibrate-parameter.js";
import { calibrateVector } from "../../model/calibration/index.js";
import type { ExperimentEvidence } from "../../model/experiment/index.js";
import type { Parameter } from "../../schema/parameter.js";
import type { Twin } from "../../schema/twin.js";
import type { Reason } from "../../schema/verdict.js";
import { prepareRun } from "../../simulate/index.js";
import { isParameter, withParameters } from "../parameter-value.js";
import { type TestSetting, testEffect, testTwin } from "./test-effect.js";

/** What a test did to one parameter. */
export interface LearntParameter {
  readonly name: string;
  readonly before: Parameter;
  readonly after: Parameter;
}

/** A twin after a test, and what it learnt. */
export interface Learnt {
  readonly twin: Twin;
  readonly parameters: readonly LearntParameter[];
  /** What the twin foretold of the test before and after, beside what was measured. */
  readonly predicted: { readonly before: number; readonly after: number };
  readonly z: number;
  readonly pValue: number;
  readonly reasons: readonly Reason[];
}

const ITERATIONS = 4;
/** A parameter whose variance shrinks by less of itself has not been told anything. */
const TOLD = 0.01;

/** Names of the parameters that a test's result would narrow. */
export function informedBy(twin: Twin, setting: TestSetting): string[] {
  const state = stateOf(twin, setting);
  const slopes = slopesAt(
    twin,
    setting,
    state,
    state.map(({ parameter }) => parameter.value),
  );
  return state.flatMap(({ name }, i) => (slopes.weights[i] === 0 ? [] : [name]));
}

/**
 * A twin that has learnt the measured change of a brand's share in a test of any action.
 *
 * Every uncertain parameter that the action's effect rests on moves and narrows, by as much as it was uncertain and the
 * effect depends on it (an extended Kalman update with the engine itself as measurement, linearised again at each new
 * estimate). Price coefficients keep their covariance.
 *
 * @param evidence - change of mean share over the test's days, 0–1, as `evidenceOf` gives it
 * @throws CoreError `no_variation` where the effect rests on nothing uncertain, `invalid_input` for evidence that is none
 * @see Bell and Cathey, The iterated Kalman filter update as a Gauss-Newton method, IEEE Transactions on Automatic Control 38 (1993)
 */
export function learn(twin: Twin, setting: TestSetting, evidence: ExperimentEvidence): Learnt {
  const state = stateOf(twin, setting);
  const prior = state.map(({ parameter }) => parameter.value);
  const covariance = covarianceOf(twin, state);
  let values = prior;
  let update: ReturnType<typeof calibrateVector> | null = null;
  const first = slopesAt(twin, setting, state, prior);
  if (first.weights.every((weight) => weight === 0)) {
    throw new CoreError(
      "no_variation",
      "what was tested rests on no uncertain parameter: there is nothing to learn",
    );
  }
  for (let i = 0; i < ITERATIONS; i++) {
    const { predicted, weights } = i === 0 ? first : slopesAt(twin, setting, state, values);
    // Σ weight × parameter as the test measured it, on the line that touches the engine here.
    const at = weights.reduce((sum, weight, k) => sum + weight * (values[k] ?? 0), 0);
    update = calibrateVector(
      { values: prior, covariance },
      { ...evidence, value: evidence.value - predicted + at, weights },
    );
    values = update.values.map((value, k) => within(state[k]?.name ?? "", value));
  }
  if (update === null) throw new CoreError("invalid_input", "no update was made");
  const n = state.length;
  const { covariance: narrowed, z, pValue, weaknesses } = update;
  const learnt = state.map(({ name, parameter }, i): LearntParameter => {
    const variance = Math.max(0, narrowed[i * n + i] ?? 0);
    const before = parameter.standardError * parameter.standardError;
    const told = before > 0 && (before - variance) / before > TOLD;
    const after: Parameter = {
      ...parameter,
      value: values[i] ?? parameter.value,
      standardError: Math.sqrt(variance),
      origin: told ? originAfter(parameter.origin, evidence.source) : parameter.origin,
    };
    return { name, before: parameter, after };
  });
  const after = applied(twin, state, learnt, narrowed);
  return {
    twin: after,
    parameters: learnt,
    predicted: {
      before: first.predicted,
      after: testEffect(after, setting).share[0] ?? 0,
    },
    z,
    pValue,
    reasons: weaknesses,
  };
}

/** One uncertain number: a parameter, or the habit of a persona's cells. */
interface Entry {
  readonly name: string;
  /** Names under which the twin keeps it. */
  readonly places: readonly string[];
  readonly parameter: Parameter;
}

function stateOf(twin: Twin, { interventions, cells, measureDays }: TestSetting): Entry[] {
  const { provenance } = prepareRun(testTwin(twin, cells), {
    interventions: [...interventions],
    durationDays: measureDays,
    draws: 0,
  }).empty;
  const entries = new Map<string, Entry>();
  for (const [name, parameter] of Object.entries(provenance.parameters)) {
    if (!isParameter(twin, name) || !(parameter.standardError > 0)) continue;
    const cell = twin.cells.find(({ key }) => name === `habit:${key}`);
    if (!cell) {
      if (name.startsWith("price:")) continue;
      entries.set(name, { name, places: [name], parameter });
      continue;
    }
    const places = twin.cells.filter(({ persona }) => persona === cell.persona);
    const group = `habit:${cell.persona}`;
    entries.set(group, { name: group, places: places.map(({ key }) => `habit:${key}`), parameter });
  }
  const prices = twin.brands.flatMap((brand, j): Entry[] => {
    const parameter = twin.price[j];
    const name = `price:${brand}`;
    return parameter ? [{ name, places: [name], parameter }] : [];
  });
  return [...prices, ...entries.values()];
}

/** Covariance of the state, row-major: that of the prices, and variances of the rest. */
function covarianceOf(twin: Twin, state: readonly Entry[]): number[] {
  const n = state.length;
  const prices = twin.brands.length;
  return Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    if (i < prices && j < prices) return twin.priceCovariance[i * prices + j] ?? 0;
    const error = state[i]?.parameter.standardError ?? 0;
    return i === j ? error * error : 0;
  });
}

const changesOf = (state: readonly Entry[], values: readonly number[]) =>
  Object.fromEntries(
    state.flatMap(({ places }, i) => places.map((place) => [place, { value: values[i] ?? 0 }])),
  );

/** The engine's prediction of the test at some values, and how it changes with each of them. */
function slopesAt(
  twin: Twin,
  setting: TestSetting,
  state: readonly Entry[],
  values: readonly number[],
): { predicted: number; weights: number[] } {
  const predict = (at: readonly number[]) =>
    testEffect(withParameters(twin, changesOf(state, at)), setting).share[0] ?? 0;
  const predicted = predict(values);
  const weights = state.map(({ name, parameter }, i) => {
    const value = values[i] ?? 0;
    const step = Math.max(1e-6, 1e-3 * parameter.standardError);
    const [low, high] = [within(name, value - step), within(name, value + step)];
    const moved = (to: number) => values.map((each, k) => (k === i ? to : each));
    return high > low ? (predict(moved(high)) - predict(moved(low))) / (high - low) : 0;
  });
  return { predicted, weights };
}

const FRACTIONS = ["bogo", "afterDip", "incidence", "buying"];

/** A value kept where the engine would keep it. */
function within(name: string, value: number): number {
  if (name.startsWith("habit:")) return Math.min(0.995, Math.max(0, value));
  if (FRACTIONS.includes(name)) return Math.min(1, Math.max(0, value));
  if (name === "saturation") return Math.min(10, Math.max(0.1, value));
  const signed =
    name.startsWith("electricity.") || (name.includes(":") && !name.startsWith("price:"));
  return signed ? value : Math.max(0, value);
}

function applied(
  twin: Twin,
  state: readonly Entry[],
  learnt: readonly LearntParameter[],
  covariance: readonly number[],
): Twin {
  const changes = Object.fromEntries(
    state.flatMap(({ places }, i) => {
      const after = learnt[i]?.after;
      return after ? places.map((place) => [place, after] as const) : [];
    }),
  );
  const [n, prices] = [state.length, twin.brands.length];
  return {
    ...withParameters(twin, changes),
    priceCovariance: twin.priceCovariance.map(
      (_, at) => covariance[Math.floor(at / prices) * n + (at % prices)] ?? 0,
    ),
  };
}
