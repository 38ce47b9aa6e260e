import * as z from "zod";

const Ratio = z.number().positive();
const Share = z.number().min(0).max(1);
const Count = z.int().nonnegative();

const limits = {
  fewRows: Count.meta({
    description: "A cell with fewer records is weak: two weeks of days see each weekday twice",
  }),
  refusedRows: Count.meta({
    description:
      "Refused when cells with fewer records hold most of the people asked about: from so few no habit and no scatter can be told. 0 refuses none, not even where nobody is",
  }),
  fewPeople: Count.meta({
    description:
      "Fewer people behind a record are weak: of 30, a share of one half errs by 9 points from luck alone",
  }),
  filledPeriods: Share.meta({
    description: "A cell with records on fewer of its periods is weak: most of its path is guessed",
  }),
  seenRegions: Share.meta({
    description:
      "A persona that was seen in fewer of the regions is weak when all regions are asked about",
  }),
  longHorizon: Ratio.meta({
    description:
      "Weak beyond this many times the history's length: what lasts longer than the history was never seen",
  }),
  refusedHorizon: Ratio.meta({ description: "Refused beyond this many times" }),
  narrowestRange: Ratio.meta({
    unit: "log units of the lever",
    description:
      "A range narrower than this counts as this wide: prices are seldom rounded more finely than 5 %",
  }),
  refusedWidths: Ratio.meta({
    description:
      "Refused when a price or point multiplier is asked farther outside than this many widths of what was seen, and farther than `refusedDistance`",
  }),
  refusedDistance: Ratio.meta({
    unit: "log units of the lever",
    description: "0.7 is twice or half: nearer steps are weak, however narrow the range",
  }),
  refusedTriggerWidths: Ratio.meta({
    description:
      "Refused when a trigger is asked farther outside of what was seen than this many widths: its effect is linear only where it was seen",
  }),
  fewestPeriods: Count.meta({
    description: "Fewer periods give no backtest: a fifth of them would be less than two",
  }),
  worseThanNaive: Ratio.meta({
    description: "Weak when the backtest's error is more than this times the naive forecast's",
  }),
  refusedWorseThanNaive: Ratio.meta({
    description: "Refused beyond this: repeating yesterday errs half as much",
  }),
  negligibleError: Ratio.meta({
    unit: "share points / 100",
    description: "An error below this is never called worse than naive",
  }),
  fewestForecasts: Count.meta({
    description: "Fewer held-out forecasts never refuse: chance could have made them bad",
  }),
  narrowCoverage95: Share.meta({ description: "Weak when 95 % bands hold less, beyond chance" }),
  refusedCoverage95: Share.meta({
    description: "Refused when 95 % bands hold less: they say nothing about what comes",
  }),
  wideCoverage50: Share.meta({
    description:
      "Weak when 50 % bands hold more, beyond chance: they are too wide to tell one plan from another",
  }),
  chanceDeviations: Ratio.meta({
    description: "Standard deviations of a count that chance may make of a coverage",
  }),
  refusedDrift: Ratio.meta({
    unit: "standard deviations of a day",
    description: "A change of level since the fit is weak, from this size on refused",
  }),
  periodsAfterChange: Count.meta({
    description:
      "Periods after a change that a fit on these alone needs: twice `fewRows`, so that a fifth of them can be held out",
  }),
  staleDays: Count.meta({
    unit: "days",
    description: "Weak when the question is asked later than this after the last record",
  }),
  refusedStaleDays: Count.meta({ unit: "days", description: "Refused beyond: a year has passed" }),
  effectError: Ratio.meta({
    description:
      "Weak when a price coefficient's standard error is more than this part of it: at one half its 95 % interval reaches zero",
  }),
  priceStep: Ratio.meta({
    unit: "log price",
    description: "Spread of prices that needs are computed for: about 10 % up and down",
  }),
} as const;

/** Thresholds of the verdict: data, so that a twin or a question may carry others. */
export const VerdictLimits = z.strictObject(limits);
export type VerdictLimits = z.infer<typeof VerdictLimits>;

/** Thresholds that differ from {@link VERDICT_LIMITS}. */
export const VerdictLimitChanges = VerdictLimits.partial();
export type VerdictLimitChanges = z.infer<typeof VerdictLimitChanges>;

/** The thresholds that hold where nothing else is said; why they are so stands in {@link VerdictLimits}. */
export const VERDICT_LIMITS: VerdictLimits = {
  fewRows: 14,
  refusedRows: 3,
  fewPeople: 30,
  filledPeriods: 0.5,
  seenRegions: 0.5,
  longHorizon: 1,
  refusedHorizon: 4,
  narrowestRange: 0.05,
  refusedWidths: 3,
  refusedDistance: 0.7,
  refusedTriggerWidths: 1,
  fewestPeriods: 10,
  worseThanNaive: 1.05,
  refusedWorseThanNaive: 2,
  negligibleError: 0.002,
  fewestForecasts: 20,
  narrowCoverage95: 0.85,
  refusedCoverage95: 0.5,
  wideCoverage50: 0.8,
  chanceDeviations: 2,
  refusedDrift: 4,
  periodsAfterChange: 28,
  staleDays: 60,
  refusedStaleDays: 365,
  effectError: 0.5,
  priceStep: 0.1,
};

/** The default thresholds with changes put over them, the later ones last. */
export function verdictLimits(
  ...changes: readonly (VerdictLimitChanges | undefined)[]
): VerdictLimits {
  const out = { ...VERDICT_LIMITS };
  for (const change of changes) {
    for (const name of LIMIT_NAMES) out[name] = change?.[name] ?? out[name];
  }
  return out;
}
const LIMIT_NAMES = Object.keys(limits) as (keyof VerdictLimits)[];
