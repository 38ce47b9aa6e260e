import { parquetFile } from "@cdp-whatif/core/duckdb";
import { folderSource } from "@cdp-whatif/core/node";
import * as z from "zod";
import { SourceHead, type SourceKind } from "../source-kind.js";

const Folder = z.strictObject({
  ...SourceHead.shape,
  kind: z.literal("folder"),
  path: z.string().min(1).meta({ description: "Folder whose files are read, with its folders" }),
  everyMs: z.int().min(100).max(3_600_000).optional(),
  settleMs: z.int().min(0).max(3_600_000).optional(),
});

/** Watches a folder: files that come, and what is appended to them. */
export const folder: SourceKind = {
  kind: "folder",
  schema: Folder,
  make: (definition: z.infer<typeof Folder>) => ({
    source: folderSource({ ...definition, parquet: parquetFile }),
  }),
};
