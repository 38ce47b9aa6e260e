import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createService, type Service } from "../../src/index.js";
import { BEHAVIOUR, marketTwin } from "../market.js";
import { collect } from "./command.js";

const BASE = "/portal/cdp";
const require = createRequire(import.meta.url);
// These runtimes are given what is published: threads of sources start in a way that is Node's.
const built = join(import.meta.dirname, "../../dist/index.js");
const child = join(import.meta.dirname, "runtime-child.ts");

/** The program of an optional package, which other platforms install without. */
function programOf(name: string, file: string): string | null {
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}

const RUNTIMES = [
  { runtime: "Bun", program: programOf("@oven/bun-linux-x64", "bin/bun"), args: ["run"] },
  {
    runtime: "Deno",
    program: programOf("@deno/linux-x64-glibc", "deno"),
    args: ["run", "-A", "--node-modules-dir=manual"],
  },
];

let folder = "";
let node: Service;
/** What Node answers. */
const expected: Answered[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "runtime-"));
  const twin = await marketTwin();
  await writeFile(join(folder, "twin.json"), JSON.stringify(twin));
  node = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    twin,
    basePath: BASE,
  });
  await node.prepare();
  for (const [path, init] of REQUESTS) {
    const request = new Request(`http://127.0.0.1${path}`, init);
    expected.push(await answered(await node.app.fetch(request)));
  }
});
afterAll(async () => {
  await node.close();
  await rm(folder, { recursive: true });
});

const json = (body: unknown): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const ingest: RequestInit = {
  method: "POST",
  headers: { "content-type": "application/x-ndjson", "content-encoding": "gzip" },
  body: gzipSync(BEHAVIOUR),
};
const price = json({ event: "price_change", price: { FamilyMart: 1.1 }, seed: 7 });

/** In their order: what is stored first is asked for later. */
const REQUESTS: readonly (readonly [string, RequestInit?])[] = [
  ["/api/v1/ingest", ingest],
  ["/"],
  ["/openapi.json"],
  ["/api/v1/behavior?limit=2&persona=新鮮人"],
  ["/api/v1/behavior/summary"],
  ["/api/v1/behavior/series?bucket=week", { headers: { accept: "application/x-ndjson" } }],
  ["/api/v1/simulate", price],
  ["/api/v1/simulate?include=series", price],
  ["/api/v1/simulate", json({ event: "price_change", price: { Nobody: 1.1 } })],
  ["/api/v1/simulate", json("no object")],
  ["/api/v1/behavior", { method: "DELETE" }],
  ["/nothing"],
];

interface Answered {
  readonly status: number;
  readonly type: string | null;
  readonly body: string;
}

const answered = async (response: Response): Promise<Answered> => ({
  status: response.status,
  type: response.headers.get("content-type"),
  // Sources are named after the request that brought them, problems after theirs.
  body: (await response.text()).replaceAll(/rest:[0-9a-f]+|"request_id":"[^"]*"/g, "…"),
});

async function serve(program: string, args: readonly string[], store: string) {
  const command = [...args, child, join(folder, "twin.json"), join(folder, store), BASE];
  const process = spawn(program, command, { stdio: "pipe" });
  const texts = collect(process);
  for (let tries = 0; tries < 1200 && process.exitCode === null; tries += 1) {
    const origin = /^(?:Bun|Deno) at (http:\S+)$/m.exec(texts().out)?.[1];
    if (origin !== undefined) return { process, origin };
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`it does not serve: ${texts().err}`);
}

describe.each(RUNTIMES)("mounted in $runtime", ({ runtime, program, args }) => {
  let process: ChildProcess | undefined;
  afterAll(() => process?.kill("SIGKILL"));

  it.skipIf(program === null || !existsSync(built))(
    "answers as in Node, to the same digests, and tells of what is stored",
    async () => {
      const served = await serve(program ?? "", args, `${runtime}.duckdb`);
      process = served.process;
      const url = served.origin + BASE;
      const stream = await fetch(`${url}/api/v1/stream`);
      for (const [i, [path, init]] of REQUESTS.entries()) {
        const found = await answered(await fetch(url + path, init));
        expect({ path, ...found }).toEqual({ path, ...expected[i] });
      }
      const packed = await fetch(`${url}/api/v1/behavior?limit=100`, {
        headers: { "accept-encoding": "br" },
      });
      expect(packed.headers.get("content-encoding")).toBe("br");
      expect(await packed.json()).toMatchObject({ success: true, count: 100 });
      const first = await fetch(`${url}/api/v1/behavior/summary`);
      const etag = first.headers.get("etag") ?? "";
      const same = await fetch(`${url}/api/v1/behavior/summary`, {
        headers: { "if-none-match": etag },
      });
      expect([etag === "", same.status]).toEqual([false, 304]);
      expect(await told(stream, "batch_ingested")).toContain("batch_ingested");
    },
  );
});

/** What a stream says until it says a word. */
async function told(stream: Response, word: string): Promise<string> {
  const reader = stream.body?.getReader();
  const decoder = new TextDecoder();
  let text = "";
  for (;;) {
    const read = await reader?.read();
    if (read?.value === undefined) return text;
    text += decoder.decode(read.value, { stream: true });
    if (!text.includes(word)) continue;
    await reader?.cancel();
    return text;
  }
}
