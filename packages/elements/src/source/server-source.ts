import type {
  AskOptions,
  DataSource,
  SimulateOptions,
  SourceQuery,
  SourceState,
} from "./data-source.js";
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

/**
 * A source that asks a server over its REST interface.
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
    const signals = signal ? [signal, closing.signal] : [closing.signal];
    try {
      const response = await fetch(`${origin}/api/v1${path}`, {
        ...init,
        headers: { accept: "application/json", ...init.headers, ...headers },
        signal: AbortSignal.any(signals),
      });
      if (!response.ok) throw await problemOf(response);
      return (await response.json()) as Answer;
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

  return {
    state: READY,
    subscribe: () => () => undefined,
    retry: () => undefined,
    close: () => closing.abort(),
    behaviour: (query, options) => get("/behavior", query, options),
    summary: (query, options) => get("/behavior/summary", query, options),
    series: (query, options) => get("/behavior/series", query, options),
    simulationParameters: (options) => get("/simulation", {}, options),
    twin: (options) => get("/twin", {}, options),
    simulate: (body, { locale, series, ...options }: SimulateOptions = {}) =>
      ask(
        series ? "/simulate?include=series" : "/simulate",
        {
          method: "POST",
          headers: {
            "content-type": "application/json",
            ...(locale ? { "accept-language": locale } : {}),
          },
          body: JSON.stringify(body),
        },
        options,
      ),
  };
}
