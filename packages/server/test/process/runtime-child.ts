/**
 * Serves the app as it was built under a path by the runtime that runs this, Bun or Deno, and says where.
 *
 * Arguments: a file with a twin, a DuckDB file, the path.
 */
import { readFile } from "node:fs/promises";
import { builtInCatalogue, Twin } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { createService } from "@cdp-whatif/server";

type Answer = (request: Request) => Response | Promise<Response>;

/** What is asked of either runtime. */
interface Runtimes {
  readonly Bun?: {
    serve(options: { port: number; hostname: string; fetch: Answer }): { readonly port: number };
  };
  readonly Deno?: {
    serve(
      options: { port: number; hostname: string; onListen: () => void },
      answer: Answer,
    ): { readonly addr: { readonly port: number } };
  };
}

const [, , twinFile = "", storeFile = "", basePath = ""] = process.argv;
const twin = Twin.parse(JSON.parse(await readFile(twinFile, "utf8")));
const store = await duckdbStore(storeFile);
const service = createService({ store, catalogue: builtInCatalogue, twin, basePath });
await service.prepare();
const { Bun, Deno } = globalThis as Runtimes;
// As within a portal, which takes its own path away.
const answer: Answer = (request) => {
  const url = new URL(request.url);
  url.pathname = url.pathname.slice(basePath.length);
  return service.app.fetch(new Request(url, request));
};
const place = { port: 0, hostname: "127.0.0.1" };
const port = Bun
  ? Bun.serve({ ...place, fetch: answer }).port
  : Deno?.serve({ ...place, onListen: () => {} }, answer).addr.port;
console.log(`${Bun ? "Bun" : "Deno"} at http://127.0.0.1:${port}`);
