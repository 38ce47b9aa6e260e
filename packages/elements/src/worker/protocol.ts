import type { IngestReport } from "@cdp-whatif/core";
import type { LoadProgress } from "../source/data-source.js";
import type { SourceErrorDetail } from "../source/source-error.js";

/** A fitted twin, by absolute URL or as a value. */
export type TwinInput =
  | { readonly kind: "twin-url"; readonly url: string }
  | { readonly kind: "twin"; readonly twin: object };

/** What a worker is to load: a fitted twin or data, by absolute URL or as values. */
export type WorkerInput =
  | TwinInput
  | { readonly kind: "data-urls"; readonly urls: readonly string[] }
  | { readonly kind: "records"; readonly records: readonly object[] };

/** Whether an input is a fitted twin, for which the engine within the script suffices. */
export const isTwinInput = (input: WorkerInput): input is TwinInput =>
  input.kind === "twin-url" || input.kind === "twin";

/** The questions that a worker answers. */
export type WorkerCall =
  | "behaviour"
  | "summary"
  | "series"
  | "simulationParameters"
  | "simulate"
  | "twin";

/** Page → worker. `drop` tells that nobody waits for an answer any more. */
export type ToWorker =
  | {
      readonly type: "load";
      readonly input: WorkerInput;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly type: "ask";
      readonly id: number;
      readonly call: WorkerCall;
      readonly argument: unknown;
      readonly options: { readonly locale?: string; readonly series?: boolean };
    }
  | { readonly type: "drop"; readonly id: number };

/** An error as it crosses from the worker. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details: readonly SourceErrorDetail[];
}

/** Worker → page. `hello` is the first message: the worker's code runs. */
export type FromWorker =
  | { readonly type: "hello" }
  | { readonly type: "progress"; readonly progress: LoadProgress }
  | { readonly type: "ready"; readonly report: IngestReport | null }
  | { readonly type: "failed"; readonly error: WireError }
  | { readonly type: "answer"; readonly id: number; readonly answer: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly error: WireError };
