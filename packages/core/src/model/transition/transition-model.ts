import * as z from "zod";
import { ModelBacktest } from "../../schema/model-backtest.js";
import { Reason } from "../../schema/verdict.js";

const probability = z.number().min(0).max(1);
const probabilities = z.array(z.array(probability));
const shares = z
  .array(probability)
  .refine((row) => Math.abs(row.reduce((sum, value) => sum + value, 0) - 1) < 1e-9, {
    error: "expected shares that sum to 1",
  });
const matrix = z.array(shares);

/** A transition matrix with its intervals; row = state left, column = state entered. */
const Rows = z.strictObject({
  matrix,
  lower: probabilities,
  upper: probabilities,
});

const CountedRows = z.strictObject({
  ...Rows.shape,
  counts: z.array(z.array(z.number().nonnegative())),
  weight: z
    .array(z.number().positive())
    .meta({ description: "Count that each row is worth, prior included and dispersion taken off" }),
});

const Test = z.strictObject({
  statistic: z.number().nonnegative(),
  degreesOfFreedom: z.int().nonnegative(),
  pValue: probability,
  sparse: z.boolean(),
});

const Concentration = z.strictObject({
  value: z
    .number()
    .positive()
    .meta({ description: "Counts that the level above is worth", unit: "transitions" }),
  shrinkage: probability.meta({
    description: "Share that a member of mean size takes from the level above",
  }),
  members: z.int().positive(),
});

const LongRun = {
  stationary: shares,
  stationaryLower: z.array(probability),
  stationaryUpper: z.array(probability),
};

/** First-order transitions of panels, from counts. */
export const TransitionModel = z
  .strictObject({
    kind: z.literal("transitions"),
    version: z.literal(1),
    method: z.string(),
    states: z.array(z.string()).min(2),
    level: z.number().gt(0).lt(1),
    ...CountedRows.shape,
    joint: z
      .strictObject({ lower: probabilities, upper: probabilities })
      .meta({ description: "Wider intervals that hold all entries at once (Bonferroni)" }),
    frequencies: probabilities.meta({
      description:
        "Counts over their row's total, the maximum likelihood; zeros where there is none",
    }),
    shares: shares.meta({ description: "Shares of the states entered" }),
    ...LongRun,
    transitions: z.int().positive(),
    sequences: z.int().positive(),
    dispersion: z.array(z.number().min(1)).meta({
      description:
        "How much more than by chance sequences differ, by state left; intervals allow for it",
    }),
    absorbing: z.array(
      z.strictObject({
        state: z.string(),
        stays: z.int().positive(),
        leavesAtMost: probability.meta({
          description: "Upper end of the chance to leave, one-sided at `level`",
        }),
        pValue: probability.meta({
          description: "of never leaving, were it left as often as the others",
        }),
        established: z.boolean(),
      }),
    ),
    order: z.strictObject({
      zeroAgainstFirst: Test,
      firstAgainstSecond: Test,
      chosen: z.enum(["zero", "first", "second", "own history"]),
    }),
    homogeneity: z.strictObject({
      time: Test.nullable(),
      cells: Test.nullable(),
    }),
    second: z
      .strictObject({
        concentration: z.number().positive(),
        counts: z.array(z.array(z.array(z.number().nonnegative()))),
      })
      .nullable()
      .meta({ description: "Counts by state before and state left, where order 2 is chosen" }),
    ownHistory: z
      .strictObject({
        mass: z.number().positive(),
        decay: z.number().gt(0).max(1),
        habit: probability,
      })
      .nullable()
      .meta({ description: "How a sequence's own past counts, where that is chosen" }),
    cells: z.record(
      z.string(),
      z.strictObject({ persona: z.string().nullable(), ...CountedRows.shape }),
    ),
    personas: z.record(z.string(), CountedRows),
    concentration: z.strictObject({
      cell: Concentration.nullable(),
      persona: Concentration.nullable(),
    }),
    backtest: ModelBacktest.nullable(),
    weaknesses: z.array(Reason),
  })
  .refine(({ states, matrix: rows }) => isSquare(rows, states.length), {
    error: "expected a row and a column for each state",
  });
export type TransitionModel = z.infer<typeof TransitionModel>;

/** Transitions of people who are known by their shares alone. */
export const ShareTransitionModel = z
  .strictObject({
    kind: z.literal("share-transitions"),
    version: z.literal(1),
    method: z.string(),
    states: z.array(z.string()).min(2),
    level: z.number().gt(0).lt(1),
    ...Rows.shape,
    shares: shares.meta({ description: "Mean shares" }),
    ...LongRun,
    steps: z.int().positive().meta({ description: "Pairs of neighbouring periods learnt from" }),
    paths: z.int().positive(),
    residualDeviation: z
      .array(z.number().nonnegative())
      .meta({ description: "of a share one period ahead" }),
    noise: z.enum(["multinomial", "constant"]).meta({
      description: "How residuals vary: as people who move one by one, or with one covariance",
    }),
    identified: z.array(z.array(probability)).meta({
      description: "1 - width of the interval: 0 where the shares say nothing of an entry",
    }),
    draws: z
      .array(probabilities)
      .meta({ description: "Matrices of the bootstrap, for intervals of forecasts" }),
    iterations: z.int().nonnegative(),
    converged: z.boolean(),
    weaknesses: z.array(Reason),
  })
  .refine(({ states, matrix: rows }) => isSquare(rows, states.length), {
    error: "expected a row and a column for each state",
  });
export type ShareTransitionModel = z.infer<typeof ShareTransitionModel>;

export type CountedRows = z.infer<typeof CountedRows>;

function isSquare(rows: readonly (readonly number[])[], states: number): boolean {
  return rows.length === states && rows.every((row) => row.length === states);
}
