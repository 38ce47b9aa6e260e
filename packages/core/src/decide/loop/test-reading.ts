import { CoreError } from "../../error.js";
import type { ArmSummary } from "../../model/experiment/index.js";
import type { Reason } from "../../schema/verdict.js";

/** What an export of a test says, arm by arm; the control is the first arm. */
export interface TestReading {
  readonly format: "growthbook" | "posthog" | "own";
  readonly test: string | null;
  readonly metric: "proportion" | "mean";
  readonly metricId: string | null;
  readonly control: string;
  readonly arms: Readonly<Record<string, ArmSummary>>;
  readonly from: string | null;
  readonly to: string | null;
  readonly reasons: readonly Reason[];
}

/** How an export is to be read. */
export interface ReadOptions {
  readonly format: TestReading["format"];
  /** Of customers a share that did something, or a mean of a quantity; `proportion` unless told. */
  readonly metric?: "proportion" | "mean";
  /** Which metric of an export that has several. */
  readonly metricId?: string;
  /** Name of the control arm; the one that the export names first, or as its baseline, unless told. */
  readonly control?: string;
  readonly test?: string;
}

/** A refusal that says where in the export. */
export function unreadable(pointer: string, found: string, expected: string): CoreError {
  return new CoreError("invalid_input", `${found}: expected ${expected}`, [
    { pointer, detail: `expected ${expected}` },
  ]);
}

/** An arm of a proportion or a mean, from sums. */
export function summaryOf(
  metric: TestReading["metric"],
  {
    customers,
    total,
    sd,
    sumOfSquares,
    pointer,
  }: {
    customers: number;
    total: number;
    sd?: number | undefined;
    sumOfSquares?: number | undefined;
    pointer: string;
  },
): ArmSummary {
  if (!(Number.isSafeInteger(customers) && customers >= 0)) {
    throw unreadable(pointer, `${customers} customers`, "a whole number from 0");
  }
  if (metric === "proportion") {
    if (!(Number.isSafeInteger(total) && total >= 0 && total <= customers)) {
      throw unreadable(
        pointer,
        `${total} of ${customers} customers`,
        'a whole number of them; read a quantity with metric "mean"',
      );
    }
    return { customers, conversions: total };
  }
  if (sumOfSquares !== undefined) return { customers, sum: total, sumOfSquares };
  if (sd !== undefined) return { customers, mean: customers > 0 ? total / customers : 0, sd };
  throw unreadable(pointer, "a mean without a spread", "a standard deviation or a sum of squares");
}

/** Puts the control first, and checks that there is something to compare. */
export function ordered(
  arms: Readonly<Record<string, ArmSummary>>,
  control: string,
  pointer: string,
): Record<string, ArmSummary> {
  const own = Object.hasOwn(arms, control) ? arms[control] : undefined;
  const names = Object.keys(arms);
  if (own === undefined) {
    throw unreadable(pointer, `no arm ${JSON.stringify(control)}`, `one of ${names.join(", ")}`);
  }
  if (names.length < 2) throw unreadable(pointer, "one arm", "a control and at least one more");
  return { [control]: own, ...arms };
}
