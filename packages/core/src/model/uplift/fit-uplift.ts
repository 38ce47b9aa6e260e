import { CoreError } from "../../error.js";
import type { Reason } from "../../schema/verdict.js";
import type { FitOptions } from "../fit-progress.js";
import { designOf, designTerms } from "../propensity/design.js";
import { binColumns } from "../tree/bin-columns.js";
import { readColumn, readColumns } from "../tree/feature-column.js";
import type { FeatureRow } from "../tree/feature-row.js";
import { checkBalance, checkShares } from "./check-randomisation.js";
import { METHODS, meanEffect, type UpliftMethod } from "./effect.js";
import { fitArm, methodsOf } from "./fit-arm.js";
import type { UpliftModel } from "./uplift-model.js";
import { readUpliftRows } from "./uplift-rows.js";

/** What an uplift is fitted to. */
export interface UpliftOptions extends FitOptions {
  /** Column that names the arm of a customer, or true and false. */
  readonly treatment: string;
  /** Column of what came of it: true and false, 0 and 1, or an amount. */
  readonly outcome: string;
  readonly features: readonly string[];
  /** The arm that got nothing; unless told, false, 0 or "control". */
  readonly control?: string;
  /** Planned share of each arm, in any unit. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Column of the known probability with which a customer got the arm that it got; of two arms only. */
  readonly propensity?: string;
  /** One way to learn the effect; "auto" lets all compete with the uniform effect. */
  readonly method?: "auto" | UpliftMethod;
}

/** Cells of a feature's histogram: effects are too faint for more. */
const BINS = 64;

/**
 * Fits what a treatment does to whom: the outcome if treated minus the outcome if not, for each arm against control.
 *
 * @remarks Causal where treatment was randomised or its probabilities are known. Shares and balance are checked; where
 * the features tell who was treated, that is a weakness and only as causal as the features are complete.
 * @throws CoreError `too_few_rows`, `no_variation` without treated rows, `unknown_key` for a control that no row has,
 * `not_finite` for a missing outcome or arm, `invalid_input` for a column that mixes kinds, `out_of_range`
 * @see Künzel et al., PNAS 116 (2019); Kennedy, Electronic Journal of Statistics 17 (2023)
 */
export function fitUplift(rows: readonly FeatureRow[], options: UpliftOptions): UpliftModel {
  const { treatment, outcome, features, seed = 0, method = "auto", onProgress } = options;
  if (method !== "auto" && !METHODS.includes(method)) {
    throw new CoreError(
      "unknown_key",
      `method ${String(method)}, expected auto or ${METHODS.join(", ")}`,
    );
  }
  const wrong = features.find((name) => name === treatment || name === outcome);
  if (wrong !== undefined) {
    throw new CoreError(
      "invalid_input",
      `${wrong} is among the features, expected neither treatment nor outcome`,
    );
  }
  const read = readUpliftRows(rows, options);
  const columns = readColumns(rows, features);
  const all = Int32Array.from(rows, (_, i) => i);
  const terms = designTerms(columns, all);
  const design = designOf(columns, terms);
  const binned = binColumns(columns, { mostBins: BINS });
  const weaknesses: Reason[] = checkShares(read, options.shares);
  const known = options.propensity === undefined ? null : readPropensity(rows, options.propensity);
  if (known !== null && read.arms.length > 1) {
    throw new CoreError(
      "invalid_input",
      `found ${read.arms.length} arms beside control and the probability of the arm received; of more than two arms that does not tell the others' probabilities: expected one arm beside control, or planned shares`,
    );
  }
  const arms = read.arms.map((arm, a) => {
    const mine = all.filter((row) => read.arm[row] === a || read.arm[row] === -1);
    const treated = Uint8Array.from(read.arm, (position) => (position === a ? 1 : 0));
    const check = known === null ? checkBalance(design, { arm, treated, rows: mine }) : null;
    weaknesses.push(...(check?.weaknesses ?? []));
    const propensity = check?.propensity ?? amongTwo(known!, { treated, rows: mine });
    const data = {
      design,
      columns,
      binned,
      outcome: read.outcome,
      isEvent: read.isEvent,
      treated,
      propensity,
      seed,
    };
    const found = fitArm(data, {
      arm,
      rows: mine,
      methods: methodsOf(method),
      onProgress: (done) =>
        onProgress?.({ stage: `arm ${arm}`, done: (a + done) / read.arms.length }),
    });
    if (found.method === "uniform") {
      const { t, needed } = found.heterogeneity;
      weaknesses.push({ code: "uplift_not_heterogeneous", values: { arm, t, needed } });
    }
    return found;
  });
  return {
    kind: "uplift",
    version: 1,
    treatment,
    outcome,
    control: read.control,
    controlRows: read.counts[read.control]!,
    terms,
    features: columns.map(({ name, kind, categories }, f) => ({
      name,
      kind,
      categories: [...categories],
      unit: "",
      missing: binned.missing[f]!,
      monotone: 0,
    })),
    arms,
    rows: rows.length,
    method: `${method === "auto" ? METHODS.join(", ") : method} against the uniform effect, by cross-fitted doubly robust scores`,
    weaknesses,
  };
}

/**
 * What each arm does to each customer: expected outcome if treated minus if not, by arm, in the order of the rows.
 *
 * @throws CoreError `invalid_input` for a text where the model knows numbers, `not_finite` for ±Infinity
 */
export function predictUplift(
  model: UpliftModel,
  rows: readonly FeatureRow[],
): Record<string, number>[] {
  const columns = model.features.map((feature) => readColumn(rows, feature));
  const design = designOf(columns, model.terms);
  const all = Int32Array.from(rows, (_, i) => i);
  const found: Record<string, number>[] = rows.map(() => ({}));
  for (const { arm, effects, centre, slope, average } of model.arms) {
    const raw = meanEffect(effects, { design, columns }, all);
    found.forEach((row, i) => {
      row[arm] = average.value + slope * (raw[i]! - centre);
    });
  }
  return found;
}

function readPropensity(rows: readonly FeatureRow[], column: string): Float64Array {
  return Float64Array.from(rows, (row, i) => {
    const value = row[column];
    if (typeof value !== "number" || !(value > 0 && value < 1)) {
      throw new CoreError(
        "out_of_range",
        `row ${i}, column ${column}: found ${String(value)}, expected a probability between 0 and 1`,
      );
    }
    return value;
  });
}

/** Probability of treatment, where each row knows the probability of the one of two arms that it got. */
function amongTwo(
  known: Float64Array,
  { treated, rows }: { treated: Uint8Array; rows: Int32Array },
): Float64Array {
  const propensity = new Float64Array(known.length);
  for (const row of rows) propensity[row] = treated[row] === 1 ? known[row]! : 1 - known[row]!;
  return propensity;
}
