import { tailSource } from "@cdp-whatif/core/node";
import * as z from "zod";
import { SourceHead, type SourceKind } from "../source-kind.js";

const Tail = z.strictObject({
  ...SourceHead.shape,
  kind: z.literal("tail"),
  path: z.string().min(1).meta({ description: "File that lines are appended to" }),
  format: z.enum(["json-lines", "csv"]).optional(),
  everyMs: z.int().min(10).max(3_600_000).optional(),
  lingerMs: z.int().min(0).max(3_600_000).optional(),
});

/** Follows a file that is appended to, across rotation. */
export const tail: SourceKind = {
  kind: "tail",
  schema: Tail,
  make: (definition: z.infer<typeof Tail>) => ({ source: tailSource(definition) }),
};
