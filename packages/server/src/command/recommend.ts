import { CoreError, type RecommendationResponse, recommendRequest } from "@cdp-whatif/core";
import { EXIT, type ExitCode } from "./exit-code.js";
import { twinOfStore } from "./fit.js";
import { readJsonFile, readTwin } from "./input-file.js";
import { type StoreOptions, withStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What `recommend` takes. */
export interface RecommendOptions extends StoreOptions {
  /** The body of `POST /api/v1/recommendations`; without it, levers as observed. */
  readonly request?: string;
  /** A fitted twin; without it one is fitted from the store. */
  readonly twin?: string;
  readonly locale?: string;
  readonly json?: boolean;
}

/** Answers the body of `POST /api/v1/recommendations` from a file. */
export async function recommend(terminal: Terminal, options: RecommendOptions): Promise<ExitCode> {
  const { locale = "en" } = options;
  if (locale !== "en" && locale !== "zh-TW") {
    throw new CoreError("invalid_input", `--locale ${locale}: expected en or zh-TW`);
  }
  const body = options.request === undefined ? {} : await readJsonFile(terminal, options.request);
  const twin =
    options.twin !== undefined
      ? await readTwin(terminal, options.twin)
      : await withStore(terminal, options, ({ store, catalogue }) => twinOfStore(store, catalogue));
  const answer = recommendRequest(twin, body, { locale });
  if (options.json) terminal.out(JSON.stringify(answer));
  else for (const line of linesOf(answer)) terminal.out(line);
  return answer.recommendation.advice === "refused" ? EXIT.refused : EXIT.fine;
}

function linesOf({ recommendation, sentences }: RecommendationResponse): string[] {
  const { actions, advice, currency, periodDays, request, demo } = recommendation;
  const lines = [`Advice: ${advice} (${request.objective} over ${periodDays} days)`];
  for (const { rank, levers, score, roi, probabilityBest, verdict } of actions) {
    const what = levers.map(
      ({ lever, brand, level, persona, region, startDay, durationDays }) =>
        `${lever} ${brand} ${level.toFixed(3)}${placeOf([persona, region])}, day ${startDay + 1} for ${durationDays}`,
    );
    lines.push(`${rank}. ${what.join(" + ")}`);
    const unit = ["share", "roi", "units"].includes(request.objective) ? "" : ` ${currency ?? ""}`;
    lines.push(
      `   ${request.objective} ${signed(score.adjusted)}${unit}, verdict ${verdict.status}`,
    );
    if (roi.value !== null) lines.push(`   return on spending ${signed(100 * roi.value)} %`);
    if (roi.probabilityOfLoss !== null) {
      lines.push(`   loses money with ${(100 * roi.probabilityOfLoss).toFixed(0)} %`);
    }
    if (probabilityBest !== null)
      lines.push(`   best with ${(100 * probabilityBest).toFixed(0)} %`);
  }
  for (const { parameter, threshold, instead } of actions[0]?.turningPoints ?? []) {
    lines.push(
      `Would change the advice: ${parameter} at ${threshold.toFixed(3)} (then ${instead})`,
    );
  }
  lines.push(...sentences.reasons);
  for (const need of sentences.needs) lines.push(`would help: ${need}`);
  if (demo) lines.push("From demo data, made by the generator.");
  return lines;
}

const placeOf = (names: readonly (string | null)[]) =>
  names.map((name) => (name === null ? "" : ` in ${name}`)).join("");

const signed = (value: number) =>
  `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(Math.abs(value) < 10 ? 3 : 0)}`;
