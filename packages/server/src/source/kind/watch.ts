import { fileChanges } from "@cdp-whatif/core/node";
import * as z from "zod";
import { SourceHead, type SourceKind } from "../source-kind.js";

const Watch = z.strictObject({
  ...SourceHead.shape,
  kind: z.literal("watch"),
  path: z.string().min(1).meta({ description: "File whose lines are compared with those before" }),
  folder: z.string().min(1).optional(),
  everyMs: z.int().min(10).max(3_600_000).optional(),
  mostBytes: z.int().min(1).optional(),
});

/** Changes of the lines of a file that is edited or written anew. */
export const watch: SourceKind = {
  kind: "watch",
  schema: Watch,
  make: (definition: z.infer<typeof Watch>) => ({
    source: fileChanges(definition),
    changes: true,
  }),
};
