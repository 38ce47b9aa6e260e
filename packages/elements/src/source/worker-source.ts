import type {
  FromWorker,
  ToWorker,
  WireError,
  WorkerCall,
  WorkerInput,
} from "../worker/protocol.js";
import { startWorker } from "../worker/start-worker.js";
import type { AskOptions, DataSource, SimulateOptions, SourceState } from "./data-source.js";
import { SourceError, toSourceError } from "./source-error.js";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const fromWire = ({ code, message, details }: WireError) => new SourceError(code, message, details);

/** A source that runs the engine in a worker of the page, on a twin or on data. */
class WorkerSource implements DataSource {
  state: SourceState = { phase: "loading", progress: null };
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<number, Waiting>();
  /** Null once it is known that no worker may run; `state` has the reason. */
  #worker: Promise<Worker | null>;
  #running: Worker | null = null;
  #closed = false;
  #lastId = 0;

  constructor(
    readonly input: WorkerInput,
    readonly headers: Readonly<Record<string, string>>,
  ) {
    this.#worker = this.#open();
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  retry(): void {
    if (this.state.phase !== "error" || this.#closed) return;
    this.#running?.terminate();
    this.#become({ phase: "loading", progress: null });
    this.#worker = this.#open();
  }

  close(): void {
    this.#closed = true;
    this.#running?.terminate();
    this.#rejectAll(new SourceError("closed", "the source is closed"));
  }

  behaviour: DataSource["behaviour"] = (query, options) => this.#ask("behaviour", query, options);
  summary: DataSource["summary"] = (query, options) => this.#ask("summary", query, options);
  series: DataSource["series"] = (query, options) => this.#ask("series", query, options);
  simulationParameters: DataSource["simulationParameters"] = (options) =>
    this.#ask("simulationParameters", null, options);
  simulate: DataSource["simulate"] = (body, options) => this.#ask("simulate", body, options);
  twin: DataSource["twin"] = (options) => this.#ask("twin", null, options);

  async #open(): Promise<Worker | null> {
    try {
      const worker = await startWorker(this.input);
      if (this.#closed) {
        worker.terminate();
        return null;
      }
      this.#running = worker;
      worker.addEventListener("message", (event: MessageEvent<FromWorker>) =>
        this.#hear(event.data),
      );
      worker.addEventListener("error", (event) => this.#fail(event.message));
      this.#tell(worker, { type: "load", input: this.input, headers: this.headers });
      return worker;
    } catch (thrown) {
      this.#become({ phase: "error", error: toSourceError(thrown, "worker_refused") });
      return null;
    }
  }

  #tell(worker: Worker, message: ToWorker): void {
    worker.postMessage(message);
  }

  #hear(message: FromWorker): void {
    switch (message.type) {
      case "hello":
        break;
      case "progress":
        this.#become({ phase: "loading", progress: message.progress });
        break;
      case "ready":
        this.#become({ phase: "ready", report: message.report });
        break;
      case "failed":
        this.#become({ phase: "error", error: fromWire(message.error) });
        break;
      case "answer":
        this.#take(message.id)?.resolve(message.answer);
        break;
      case "refusal":
        this.#take(message.id)?.reject(fromWire(message.error));
        break;
    }
  }

  #take(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    return waiting;
  }

  #fail(message: string): void {
    const error = new SourceError("worker_failed", message || "the engine's worker stopped");
    this.#become({ phase: "error", error });
  }

  #become(state: SourceState): void {
    this.state = state;
    if (state.phase === "error") this.#rejectAll(state.error);
    for (const listener of this.#listeners) listener();
  }

  #rejectAll(error: SourceError): void {
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }

  async #ask<Answer>(
    call: WorkerCall,
    argument: unknown,
    { signal, ...options }: SimulateOptions & AskOptions = {},
  ): Promise<Answer> {
    const worker = await this.#worker;
    if (this.state.phase === "error") throw this.state.error;
    if (worker === null || this.#closed) throw new SourceError("closed", "the source is closed");
    signal?.throwIfAborted();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise<Answer>((resolve, reject) => {
      this.#waiting.set(id, { resolve: (answer) => resolve(answer as Answer), reject });
      signal?.addEventListener(
        "abort",
        () => {
          if (!this.#waiting.delete(id)) return;
          this.#tell(worker, { type: "drop", id });
          reject(signal.reason);
        },
        { once: true },
      );
      this.#tell(worker, { type: "ask", id, call, argument, options });
    });
  }
}

/**
 * A source that runs the engine in a worker of the page: no server is needed.
 *
 * @param input - a twin or data, by absolute URL or as values
 * @param headers - sent with the requests for the files
 */
export function workerSource(
  input: WorkerInput,
  headers: Readonly<Record<string, string>> = {},
): DataSource {
  return new WorkerSource(input, headers);
}
