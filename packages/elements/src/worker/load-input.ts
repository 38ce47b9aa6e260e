import {
  behaviour,
  builtInCatalogue,
  type Catalogue,
  CoreError,
  createPipeline,
  type DataGround,
  fitTwin,
  type History,
  type IngestReport,
  memoryStore,
  onceSource,
  type RecordAnswers,
  series,
  summary,
  type Twin,
  textSource,
} from "@cdp-whatif/core";
import type { LoadProgress } from "../source/data-source.js";
import { SourceError } from "../source/source-error.js";
import type { Loaded } from "./answer-of.js";
import { fetchFile } from "./fetch-file.js";
import { announcedBytes, piecesOf } from "./fetch-pieces.js";
import { type LoadOptions, loadTwin } from "./load-twin.js";
import { isTwinInput, type WorkerInput } from "./protocol.js";

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
  if (isTwinInput(input)) return loadTwin(input, options);
  if (input.kind === "data-urls") {
    return loadData(...(await fetchData(input.urls, options)), options);
  }
  const text = input.records.map((record) => JSON.stringify(record)).join("\n");
  const progress: LoadProgress = { stage: "ingesting", bytes: 0, totalBytes: null, records: 0 };
  return loadData([textSource(text, { name: "data" })], () => progress, options);
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
  const records = answersFrom({ store, catalogue });
  return { records, twin: fitted(await store.history()), report };
}

/** A twin, or why there is none: behaviour can be shown without one, and who asks one is told. */
function fitted(history: History): Twin | CoreError {
  try {
    return fitTwin(history, { catalogue });
  } catch (error) {
    if (error instanceof CoreError) return error;
    throw error;
  }
}

const answersFrom = (ground: DataGround): RecordAnswers => ({
  behaviour: (query) => behaviour(ground, query),
  summary: (query) => summary(ground, query),
  series: (query) => series(ground, query),
});

function expectWhole({ failed }: IngestReport): void {
  const [first] = failed;
  if (first) throw new SourceError("fetch_failed", `${first.source}: ${first.reason}`);
}
