import { CoreError, type SimulationResponse, simulateRequest } from "@cdp-whatif/core";
import { nodePieceHasher } from "@cdp-whatif/core/node";
import { EXIT, type ExitCode } from "./exit-code.js";
import { twinOfStore } from "./fit.js";
import { readJsonFile, readTwin } from "./input-file.js";
import { type StoreOptions, withStore } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What `simulate` takes. */
export interface SimulateOptions extends StoreOptions {
  /** A fitted twin; without it one is fitted from the store. */
  readonly twin?: string;
  readonly locale?: string;
  readonly series?: boolean;
  readonly json?: boolean;
}

/** Answers the body of `POST /api/v1/simulate` from a file. */
export async function simulate(
  terminal: Terminal,
  file: string,
  options: SimulateOptions,
): Promise<ExitCode> {
  const answer = await simulateFile(terminal, file, options);
  if (options.json) terminal.out(JSON.stringify(answer));
  else for (const line of answerLines(answer)) terminal.out(line);
  return answer.verdict.status === "refused" ? EXIT.refused : EXIT.fine;
}

/** The answer to a request in a file. @throws CoreError whatever is wrong with request or twin */
export async function simulateFile(
  terminal: Terminal,
  file: string,
  options: SimulateOptions,
): Promise<SimulationResponse> {
  const body = await readJsonFile(terminal, file);
  const { locale = "en", series = false } = options;
  if (locale !== "en" && locale !== "zh-TW") {
    throw new CoreError("invalid_input", `--locale ${locale}: expected en or zh-TW`);
  }
  const twin =
    options.twin !== undefined
      ? await readTwin(terminal, options.twin)
      : await withStore(terminal, options, ({ store, catalogue }) => twinOfStore(store, catalogue));
  return simulateRequest(twin, body, { locale, series, hash: nodePieceHasher });
}

function answerLines(answer: SimulationResponse): string[] {
  const lines = [`Verdict: ${answer.verdict.status}`];
  for (const reason of answer.verdict.reasons) lines.push(`  ${reason}`);
  for (const need of answer.verdict.needs) lines.push(`  would help: ${need}`);
  for (const [cell, shares] of Object.entries(answer.results)) {
    lines.push(cell);
    for (const [brand, share] of Object.entries(shares)) {
      const change = answer.change[cell]?.[brand] ?? 0;
      const band = answer.bands[cell]?.[brand];
      const range = band ? `, 95 % band ${band.p2_5.toFixed(2)}–${band.p97_5.toFixed(2)}` : "";
      const sign = change < 0 ? "" : "+";
      lines.push(`  ${brand}: ${share.toFixed(2)} % (${sign}${change.toFixed(2)} points${range})`);
    }
  }
  lines.push(...answer.insights);
  if (answer.provenance.demo) lines.push("From demo data, made by the generator.");
  lines.push(`Digest ${answer.receipt.resultDigest}`);
  return lines;
}
