import { parquetFile } from "@cdp-whatif/core/duckdb";
import { folderSource } from "@cdp-whatif/core/node";
import type { DefinedSource } from "./source-kind.js";

/** Beside the data lie the store, keys and folders of other programs, which are none. */
const DATA = /^[^/\\]+\.(jsonl|ndjson|csv|parquet)(\.(gz|zst))?$/i;

/** Reads the files of a folder, and goes on with what comes; not those of its folders. */
export function dataFolder(path: string): DefinedSource {
  const accept = (name: string) => DATA.test(name);
  return { source: folderSource({ name: "data folder", path, accept, parquet: parquetFile }) };
}
