import { log, log1p } from "../math/index.js";
import type { Parameter } from "../schema/parameter.js";
import type { Intervention, Scenario } from "../schema/scenario.js";
import type { LeverRange, Twin, TwinCell } from "../schema/twin.js";
import type { Reason, Verdict } from "../schema/verdict.js";

/** Thresholds of the verdict; lengths are in log units of the lever. */
export const VERDICT_LIMITS = {
  /** A range narrower than this counts as this wide when distance outside is judged. */
  narrowestRange: 0.05,
  /** Refused when a lever is asked farther outside than this many widths of its observed range … */
  refusedWidths: 3,
  /** … and farther than this. */
  refusedDistance: 0.7,
  /** A cell with fewer rows makes an answer weak. */
  fewRows: 14,
} as const;

/** Judges a scenario: `refused` means that no number may be shown. */
export function judge(
  twin: Twin,
  {
    scenario,
    cells,
    parameters,
  }: {
    scenario: Scenario;
    cells: readonly TwinCell[];
    parameters: Readonly<Record<string, Parameter>>;
  },
): Verdict {
  const weak: Reason[] = [...twin.verdict.reasons];
  const refused: Reason[] = [];
  const needs: Reason[] = [...twin.verdict.needs];
  for (const one of scenario.interventions) {
    judgeTrigger(twin, one, { refused, needs });
    if (one.type === "competition" && one.strength > 0) {
      weak.push({ code: "attack_defined", values: { brand: one.brand } });
    }
    for (const { lever, brand, distance } of leversOf(twin, one)) {
      const range = twin.levers.find((known) => known.lever === lever && known.brand === brand);
      if (!range || range.distinct < 2) continue;
      judgeDistance(range, distance, { weak, refused, needs });
    }
  }
  const assumed = Object.entries(parameters).filter(([, { origin }]) => origin.kind === "assumed");
  const prior = Object.entries(parameters).filter(([, { origin }]) => origin.kind === "prior");
  if (assumed.length > 0) {
    weak.push({ code: "assumed_parameters", values: { names: listed(assumed) } });
  }
  if (prior.length > 0) {
    weak.push({ code: "prior_parameters", values: { names: listed(prior) } });
    if (prior.some(([name]) => name.startsWith("price:"))) {
      needs.push({ code: "prices_that_vary", values: { periods: 30 } });
    }
  }
  const thin = cells.filter((cell) => cell.rows < VERDICT_LIMITS.fewRows);
  if (thin.length > 0) {
    const rows = Math.min(...thin.map((cell) => cell.rows));
    weak.push({ code: "few_rows", values: { cells: thin.length, rows } });
    needs.push({ code: "more_rows", values: { rows: VERDICT_LIMITS.fewRows } });
  }
  const status = refused.length > 0 ? "refused" : weak.length > 0 ? "weak" : "valid";
  return { status, reasons: unique([...refused, ...weak]), needs: unique(needs) };
}

const listed = (parameters: readonly (readonly [string, Parameter])[]) =>
  [...new Set(parameters.map(([name]) => (name.startsWith("habit:") ? "habit" : name)))].join(", ");

const unique = (reasons: readonly Reason[]): Reason[] => [
  ...new Map(reasons.map((reason) => [JSON.stringify(reason), reason])).values(),
];

function judgeTrigger(
  twin: Twin,
  one: Intervention,
  { refused, needs }: { refused: Reason[]; needs: Reason[] },
): void {
  if (one.type !== "external" || twin.triggers[one.trigger] !== null) return;
  refused.push({ code: "trigger_not_estimable", values: { trigger: one.trigger } });
  needs.push({ code: "trigger_observations", values: { trigger: one.trigger, days: 60 } });
}

/** Levers that an intervention moves, with how far, in the unit of the observed range. */
function* leversOf(
  twin: Twin,
  one: Intervention,
): Iterable<{ lever: LeverRange["lever"]; brand: string; distance: number }> {
  if (one.type === "price_change") {
    for (const [brand, multiplier] of Object.entries(one.price)) {
      if (multiplier !== 1) yield { lever: "price", brand, distance: log(multiplier) };
    }
  }
  if (one.type === "promotion") {
    for (const brand of one.brand === undefined ? twin.brands : [one.brand]) {
      if (one.discount > 0) yield { lever: "price", brand, distance: log1p(-one.discount) };
      if (one.pointMultiplier !== 1) {
        yield { lever: "points", brand, distance: log(one.pointMultiplier) };
      }
    }
  }
}

function judgeDistance(
  range: LeverRange,
  asked: number,
  { weak, refused, needs }: { weak: Reason[]; refused: Reason[]; needs: Reason[] },
): void {
  const outside = Math.max(range.low - asked, asked - range.high, 0);
  if (outside <= 0) return;
  const width = Math.max(VERDICT_LIMITS.narrowestRange, range.high - range.low);
  const far =
    outside > VERDICT_LIMITS.refusedWidths * width && outside > VERDICT_LIMITS.refusedDistance;
  const values = {
    lever: range.lever,
    brand: range.brand,
    asked: rounded(asked),
    low: rounded(range.low),
    high: rounded(range.high),
  };
  (far ? refused : weak).push({
    code: far ? "far_beyond_observed" : "beyond_observed",
    values,
  });
  needs.push({ code: "lever_observations", values: { lever: range.lever, brand: range.brand } });
}

const rounded = (value: number) => Math.round(value * 1e4) / 1e4;
