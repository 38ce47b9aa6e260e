import { CoreError, Twin, twinNames, withoutRecords } from "@cdp-whatif/core";
import type { LoadProgress } from "../source/data-source.js";
import { SourceError } from "../source/source-error.js";
import type { Loaded } from "./answer-of.js";
import { fetchFile } from "./fetch-file.js";
import type { TwinInput } from "./protocol.js";

/** How an input is loaded. */
export interface LoadOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly onProgress: (progress: LoadProgress) => void;
}

/**
 * Loads a fitted twin into the worker; of names, its own and those of its catalogue may be asked.
 *
 * @throws SourceError `fetch_failed` | `not_json`; CoreError `invalid_twin`
 */
export async function loadTwin(
  input: TwinInput,
  { headers }: Pick<LoadOptions, "headers">,
): Promise<Loaded> {
  const value = input.kind === "twin" ? input.twin : await fetchTwin(input.url, headers);
  const twin = readTwin(value);
  return { records: withoutRecords(twinNames(twin)), twin, report: null };
}

function readTwin(value: unknown): Twin {
  const parsed = Twin.safeParse(value);
  if (parsed.success) return parsed.data;
  const details = parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
    pointer: `/${path.join("/")}`,
    detail: message,
  }));
  throw new CoreError("invalid_twin", "this is not a fitted twin", details);
}

async function fetchTwin(url: string, headers: LoadOptions["headers"]): Promise<unknown> {
  const response = await fetchFile(url, headers);
  try {
    return await response.json();
  } catch (cause) {
    const { pathname } = new URL(url);
    throw new SourceError("not_json", `${pathname} does not hold JSON`, [], { cause });
  }
}
