import type { ErrorCode, ErrorDetail } from "../error.js";
import type { FitProgress } from "../model/index.js";
import type { Job } from "./job.js";

/** Pool → worker. */
export interface JobCall {
  readonly id: number;
  readonly job: Job;
}

/** An error as it crosses from a worker; without `core` it is nobody's refusal but a fault. */
export interface JobError {
  readonly message: string;
  readonly stack?: string;
  readonly core?: { readonly code: ErrorCode; readonly details: readonly ErrorDetail[] };
}

/** Worker → pool. */
export type JobReply =
  | { readonly id: number; readonly progress: FitProgress }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: JobError };

/** A worker as the pool sees it, on Node and in browsers alike. */
export interface JobWorker {
  post(call: JobCall): void;
  /** Ends it at once, whatever it is doing. */
  end(): void;
}

/** What a pool is told by its worker. */
export interface JobListener {
  onReply(reply: JobReply): void;
  /** The worker broke or ended by itself: what it was at will have no reply. */
  onEnd(reason: Error): void;
}

/** Starts a worker. */
export type StartJobWorker = (listener: JobListener) => JobWorker;
