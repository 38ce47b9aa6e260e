import type { Catalogue } from "../schema/catalogue.js";
import { behaviourLines } from "./behaviour-line.js";
import { catalogueOf } from "./catalogue-of.js";
import { customerEventLines } from "./customer-event-line.js";
import { dailyIntelLines } from "./daily-intel-line.js";
import { interventionLines } from "./intervention-line.js";
import { marketLines } from "./market-line.js";
import type { PlanOptionsInput } from "./plan-options.js";
import { planTruth } from "./plan-truth.js";
import type { Truth } from "./truth.js";
import { webIntelLines } from "./web-intel-line.js";

/** One file of a generated market: its name, and its lines without line ends, made while they are read. */
export interface GeneratedFile {
  readonly name: string;
  lines(): Iterable<string>;
}

/** A generated market: the planted truth, the catalogue of its names, and its files. */
export interface GeneratedMarket {
  readonly truth: Truth;
  readonly catalogue: Catalogue;
  readonly files: readonly GeneratedFile[];
}

const FILES: readonly [name: string, lines: (truth: Truth) => Iterable<string>][] = [
  ["behavior_twin_monthly.jsonl", behaviourLines],
  ["market.jsonl", marketLines],
  ["interventions.jsonl", interventionLines],
  ["daily_intel_report.jsonl", dailyIntelLines],
  ["daily_web_intel.jsonl", webIntelLines],
  ["customer_events.jsonl", customerEventLines],
];

/**
 * A market in the formats of the original files, from a planted truth; the same options give the same bytes.
 *
 * @remarks Every line carries `"demo":true`. `lines()` may be called again and starts afresh; no more than a day is
 * held in memory (and a few numbers for each customer).
 * @throws CoreError `invalid_input`
 */
export function generateMarket(options: PlanOptionsInput = {}): GeneratedMarket {
  const truth = planTruth(options);
  return {
    truth,
    catalogue: catalogueOf(truth),
    files: FILES.map(([name, lines]) => ({ name, lines: () => lines(truth) })),
  };
}
