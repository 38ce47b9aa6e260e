import type {
  AskOptions,
  DataSource,
  SimulateOptions,
  SourceQuery,
  SourceState,
} from "./data-source.js";
import type { AccessAnswer } from "./operations-source.js";
import { SourceError, toSourceError } from "./source-error.js";

const READY: SourceState = { phase: "ready", report: null };

/** The parts of an RFC 9457 problem that are shown. */
interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { readonly pointer: string; readonly detail: string }[];
}

async function problemOf(response: Response): Promise<SourceError> {
  const status = response.status;
  const type = response.headers.get("content-type") ?? "";
  if (!type.includes("json")) {
    return new SourceError("fetch_failed", `HTTP ${status} from ${response.url}`, [], { status });
  }
  const problem = (await response.json()) as Problem;
  return new SourceError(
    problem.code ?? "fetch_failed",
    problem.detail ?? problem.title ?? `HTTP ${status}`,
    problem.errors ?? [],
    { status },
  );
}

/** Seconds to wait where a server that is not ready doesn't say how long, or says it where this page may not read it. */
const WAIT_SECONDS = 3;
/** Then the server's own words are shown: five minutes, where each wait is three seconds. */
const MOST_WAITS = 100;

/** Waits as long as a server asks for. @throws what `signal` was aborted with */
async function waitFor(retryAfter: string | null, signal: AbortSignal): Promise<void> {
  const seconds = /^\d{1,3}$/.test(retryAfter ?? "") ? Number(retryAfter) : WAIT_SECONDS;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  signal.throwIfAborted();
}

/** A server that is not well says so with status 503 and the same body; one that is not there has another type. */
const isCritical = (path: string, { status, headers }: Response) =>
  path === "/health" &&
  status === 503 &&
  headers.get("content-type")?.startsWith("application/json") === true;

/**
 * A source that asks a server over its REST interface; while the server is not ready, it asks again.
 *
 * @param origin - origin and base path, absolute, without `/api/v1`
 * @param headers - sent with every request; the place for credentials
 */
export function serverSource(
  origin: string,
  headers: Readonly<Record<string, string>> = {},
): DataSource {
  const closing = new AbortController();

  async function ask<Answer>(
    path: string,
    init: RequestInit,
    { signal }: AskOptions = {},
  ): Promise<Answer> {
    if (closing.signal.aborted) throw new SourceError("closed", "the source is closed");
    const either = AbortSignal.any(signal ? [signal, closing.signal] : [closing.signal]);
    try {
      for (let waits = 0; ; waits += 1) {
        const response = await fetch(`${origin}/api/v1${path}`, {
          ...init,
          headers: { accept: "application/json", ...init.headers, ...headers },
          signal: either,
        });
        if (response.ok || isCritical(path, response)) return (await response.json()) as Answer;
        const problem = await problemOf(response);
        if (problem.code !== "not_ready" || waits >= MOST_WAITS) throw problem;
        await waitFor(response.headers.get("retry-after"), either);
      }
    } catch (error) {
      if (signal?.aborted) throw error;
      if (error instanceof SyntaxError) {
        throw new SourceError("not_json", `${origin} did not answer with JSON`, [], {
          cause: error,
        });
      }
      throw toSourceError(error);
    }
  }

  const get = <Answer>(path: string, query: SourceQuery, options?: AskOptions) => {
    const search = new URLSearchParams(query).toString();
    return ask<Answer>(search ? `${path}?${search}` : path, {}, options);
  };

  let known: Promise<AccessAnswer> | null = null;
  const access = () => {
    known ??= get<AccessAnswer>("/session", {}).catch((reason) => {
      known = null;
      throw reason;
    });
    return known;
  };
  /** Refuses here what the server would refuse; one that cannot say who asks is asked. */
  const expectAnalyst = async () => {
    const { role } = await access().catch((reason) => {
      if (closing.signal.aborted) throw reason;
      return { role: "" };
    });
    if (role === "viewer")
      throw new SourceError(
        "forbidden",
        "This needs the role analyst; the credential has the role viewer.",
      );
  };

  const post = <Answer>(path: string, body: object, options?: AskOptions, headers = {}) =>
    ask<Answer>(
      path,
      {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
      },
      options,
    );

  return {
    state: READY,
    operations: {
      health: (options) => get("/health", {}, options),
      access,
      sources: (options) => get("/sources", {}, options),
      rules: (options) => get("/rules", {}, options),
      deadLetters: (query, options) => get("/dead-letters", query, options),
      replay: (filter, options) => post("/dead-letters/replay", filter, options),
    },
    subscribe: () => () => undefined,
    retry: () => undefined,
    close: () => closing.abort(),
    behaviour: (query, options) => get("/behavior", query, options),
    summary: (query, options) => get("/behavior/summary", query, options),
    series: (query, options) => get("/behavior/series", query, options),
    simulationParameters: (options) => get("/simulation", {}, options),
    twin: (options) => get("/twin", {}, options),
    async simulate(body, { locale, series, ...options }: SimulateOptions = {}) {
      await expectAnalyst();
      return post(
        series ? "/simulate?include=series" : "/simulate",
        body,
        options,
        locale ? { "accept-language": locale } : {},
      );
    },
  };
}
