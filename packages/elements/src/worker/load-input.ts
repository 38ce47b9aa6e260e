import {
  builtInCatalogue,
  type Catalogue,
  CoreError,
  createPipeline,
  fitTwin,
  type IngestReport,
  memoryStore,
  onceSource,
  Twin,
  textSource,
} from "@cdp-whatif/core";
import type { LoadProgress } from "../source/data-source.js";
import { SourceError } from "../source/source-error.js";
import type { Loaded } from "./answer-of.js";
import { announcedBytes, fetchFile, piecesOf } from "./fetch-pieces.js";
import type { WorkerInput } from "./protocol.js";

/** How an input is loaded. */
export interface LoadOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly onProgress: (progress: LoadProgress) => void;
}

/** Lines between two reports of progress. */
const BATCH = 5000;

/** The built-in catalogue, which any other name extends as it enters. */
const catalogue: Catalogue = builtInCatalogue;

type Sources = NonNullable<Parameters<typeof createPipeline>[0]["sources"]>;

/**
 * Loads a twin or data into the worker.
 *
 * @throws SourceError `fetch_failed` | `not_json`; CoreError `invalid_twin`
 */
export async function loadInput(input: WorkerInput, options: LoadOptions): Promise<Loaded> {
  switch (input.kind) {
    case "twin-url":
      return loadTwin(await fetchTwin(input.url, options));
    case "twin":
      return loadTwin(input.twin);
    case "data-urls":
      return loadData(...(await fetchData(input.urls, options)), options);
    case "records": {
      const text = input.records.map((record) => JSON.stringify(record)).join("\n");
      const progress: LoadProgress = { stage: "ingesting", bytes: 0, totalBytes: null, records: 0 };
      return loadData([textSource(text, { name: "data" })], () => progress, options);
    }
  }
}

function loadTwin(value: unknown): Loaded {
  const parsed = Twin.safeParse(value);
  if (parsed.success) {
    return { store: memoryStore(), twin: parsed.data, report: null, catalogue };
  }
  const details = parsed.error.issues.slice(0, 10).map(({ path, message }) => ({
    pointer: `/${path.join("/")}`,
    detail: message,
  }));
  throw new CoreError("invalid_twin", "this is not a fitted twin", details);
}

async function fetchTwin(url: string, { headers }: LoadOptions): Promise<unknown> {
  const response = await fetchFile(url, headers);
  try {
    return await response.json();
  } catch (cause) {
    const { pathname } = new URL(url);
    throw new SourceError("not_json", `${pathname} does not hold JSON`, [], { cause });
  }
}

async function fetchData(
  urls: readonly string[],
  { headers, onProgress }: LoadOptions,
): Promise<[Sources, () => LoadProgress]> {
  const responses = await Promise.all(urls.map((url) => fetchFile(url, headers)));
  const sizes = responses.map(announcedBytes);
  const totalBytes = sizes.reduce<number | null>(
    (sum, size) => (sum === null || size === null ? null : sum + size),
    0,
  );
  let bytes = 0;
  const progress = (): LoadProgress => ({ stage: "fetching", bytes, totalBytes, records: 0 });
  onProgress(progress());
  const sources = responses.map((response, i) => {
    const name = new URL(urls[i] ?? response.url).pathname;
    const pieces = piecesOf(response, {
      arrived(size) {
        bytes += size;
        onProgress(progress());
      },
    });
    return onceSource(pieces, { name, id: name });
  });
  return [sources, progress];
}

async function loadData(
  sources: Sources,
  fetched: () => LoadProgress,
  { onProgress }: LoadOptions,
): Promise<Loaded> {
  const store = memoryStore();
  const before = new Map<string, number>();
  const report = await createPipeline({
    store,
    sources,
    catalogue,
    batchSize: BATCH,
    onProgress({ source, read }) {
      before.set(source, read);
      const records = [...before.values()].reduce((sum, count) => sum + count, 0);
      onProgress({ ...fetched(), stage: "ingesting", records });
    },
  }).run();
  expectWhole(report);
  onProgress({ ...fetched(), stage: "fitting", records: report.read });
  const history = await store.history();
  try {
    return { store, twin: fitTwin(history, { catalogue }), report, catalogue };
  } catch (error) {
    // Behaviour can be shown without a twin; who asks one is told why there is none.
    if (error instanceof CoreError) return { store, twin: error, report, catalogue };
    throw error;
  }
}

function expectWhole({ failed }: IngestReport): void {
  const [first] = failed;
  if (first) throw new SourceError("fetch_failed", `${first.source}: ${first.reason}`);
}
