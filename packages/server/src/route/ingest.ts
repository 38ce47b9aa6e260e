import { CoreError, IngestReport } from "@cdp-whatif/core";
import * as z from "zod";
import type { Ingest } from "../ingest.js";
import { expectType } from "../middleware/json-body.js";
import { spoolBody } from "../middleware/spool-body.js";
import { expectNoQuery, pointerTo } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** What the ingestion route works with. */
export interface IngestDeps {
  readonly ingest: Ingest;
  /** Largest body, unpacked. */
  readonly ingestLimitBytes: number;
  /** Where bodies wait that are too large for memory. */
  readonly scratchFolder: string;
  /** Whether they are sealed there. */
  readonly sealsScratch: boolean;
}

const SOURCE_NAME = /^[\p{L}\p{N}][\p{L}\p{N} ._:/-]{0,127}$/u;
const LINE_TYPES = ["application/x-ndjson", "application/jsonl", "application/json", "text/plain"];

const IngestHeaders = z.object({
  "x-source-name": z.string().regex(SOURCE_NAME).optional().meta({
    description: "Name of the source in reports and dead letters; default `rest:` and a hash",
  }),
});

/** Mounts the way in: lines of JSON, answered when they are durable. */
export function ingestRoutes(door: Door, deps: IngestDeps): void {
  mount(
    door,
    {
      method: "post",
      paths: ["/api/v1/ingest"],
      id: "ingest",
      tag: "Ingestion",
      role: "operator",
      summary: "Stores lines of JSON; the same body again stores nothing twice",
      headers: IngestHeaders,
      body: {
        type: "application/x-ndjson",
        schema: z.string().meta({ description: "One record a line; gzip by content-encoding" }),
      },
      answers: {
        200: {
          description: "Everything that it counts is durable",
          content: { "application/json": IngestReport },
        },
      },
      problems: [413, 415, 422, 503, 507],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      expectType(context, LINE_TYPES);
      const body = await spoolBody(context, {
        limitBytes: deps.ingestLimitBytes,
        folder: deps.scratchFolder,
        sealed: deps.sealsScratch,
      });
      try {
        const name = sourceName(context.req.header("x-source-name")) ?? `rest:${body.hash}`;
        return respondJson(await deps.ingest(name, body.content, context.req.raw.signal), {
          headers: { "cache-control": "no-store" },
        });
      } finally {
        await body.discard();
      }
    },
  );
}

function sourceName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  // Header values come as bytes: what is beyond ASCII is UTF-8 read as Latin-1.
  const name = Buffer.from(header, "latin1").toString("utf8").trim();
  if (SOURCE_NAME.test(name)) return name;
  const detail =
    "header x-source-name: expected 1–128 letters, digits, spaces or . _ : / -, starting with a letter or digit";
  throw new CoreError("invalid_input", detail, [{ pointer: pointerTo("x-source-name"), detail }]);
}
