import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openAudit } from "../src/audit/audit.js";
import type { QuickLane } from "../src/listener/quick-lane.js";
import { type Listening, listen } from "../src/node.js";
import { accessBench, UNKNOWN } from "./access/served.js";
import { EVERYTHING, marketTwin, send } from "./market.js";
import { exchange } from "./raw-socket.js";

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const bench = accessBench();
const folder = mkdtempSync(join(tmpdir(), "quick-lane-"));
const taken = { yes: 0, no: 0 };
const keys: { viewer: string; gone: string } = { viewer: "", gone: "" };
let [quick, plain]: Listening[] = [];
let closeAudit: () => Promise<void>;

beforeAll(async () => {
  const settings = { reads: true, strict: true, syncMs: 10_000, fileBytes: 1e8, keepDays: 30 };
  const audit = await openAudit({ settings, folder });
  closeAudit = () => audit.close();
  const path = bench.keysPath();
  keys.viewer = (await bench.addKey(path, "viewer")).key;
  keys.gone = (await bench.addKey(path, "viewer", { expires: bench.clock.now - 1 })).key;
  const admin = await bench.addKey(path, "admin");
  const rate = { groups: { viewer: 100_000 } };
  const options = { twin: await marketTwin(), audit, trustForwardedPrefix: true };
  const app = bench.serve({ keys: { path }, rate }, options);
  await send(app, EVERYTHING, { headers: { authorization: `Bearer ${admin.key}` } });
  const lane: QuickLane = (incoming, outgoing) => {
    const found = app.lane?.(incoming, outgoing) ?? false;
    taken[found ? "yes" : "no"] += 1;
    return found;
  };
  const listening = { host: "127.0.0.1", port: 0 };
  quick = await listen({ fetch: app.fetch, lane }, listening);
  plain = await listen({ fetch: app.fetch }, listening);
});
afterAll(async () => {
  await quick?.close();
  await plain?.close();
  await bench.close();
  rmSync(folder, { recursive: true });
});

function ask(
  { port }: Listening,
  { method, path, headers }: { method: string; path: string; headers: Record<string, string> },
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const body = Buffer.concat(chunks).toString("latin1");
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body });
      });
    });
    sent.on("error", reject);
    sent.end();
  });
}

/** An answer without what differs between any two. */
function steady({ status, headers, body }: Answer) {
  const { date: _date, "x-request-id": id, ...rest } = headers;
  const ratelimit = `${rest.ratelimit}`.replace(/r=\d+/, "r=n");
  return { status, body, headers: { ...rest, ratelimit }, id: id === undefined ? "" : "some" };
}

const KINDS = ["summary", "series", "web-intel"];
const NAMES = ["behavior", ...KINDS.map((kind) => `behavior/${kind}`), "simulation", "personas"];
const PATHS = [...NAMES.map((name) => `/api/v1/${name}`), "/", "/docs", "/docs/problem"];
/** Some of the fields, each with one of its values. */
const some = (fields: Readonly<Record<string, readonly string[]>>, maxLength: number) =>
  fc
    .subarray(Object.keys(fields), { maxLength })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          fc.constantFrom(...(fields[name] ?? [])).map((value): [string, string] => [name, value]),
        ),
      ),
    );
const queryArbitrary = some(
  {
    persona: ["Fresh_Grad", "FinTech_Family", "新鮮人", "nobody", ""],
    region: ["Taipei", "臺南", "tainan", "a&b"],
    start_date: ["2026-01-05", "2026-02-31", "2026-02-01"],
    end_date: ["2026-01-20", "2026-03-01"],
    limit: ["1", "7", "1000", "0", "x", "9".repeat(1200)],
    order: ["asc", "desc"],
    format: ["json", "ndjson"],
    colour: ["red"],
  },
  4,
).map((query) => new URLSearchParams(query).toString());
const headersArbitrary = some(
  {
    accept: ["*/*", "application/json", "text/html", "application/x-ndjson"],
    "accept-encoding": ["gzip, deflate, br", "gzip", "zstd;q=0.5, *;q=0.1", "identity", "br;q=2"],
    "if-none-match": ["*", '"x"'],
    "x-request-id": ["the-client's-own", "client-0001"],
    "x-forwarded-prefix": ["/portal/cdp", "/../x"],
    "x-api-key": ["nothing"],
    origin: ["https://shop.example"],
  },
  2,
).map((fields) => Object.fromEntries(fields));
const keyArbitrary = fc.constantFrom(
  "viewer",
  "viewer",
  "viewer",
  "viewer",
  "gone",
  "none",
  "wrong",
);
const methodArbitrary = fc.constantFrom("GET", "GET", "GET", "GET", "HEAD", "OPTIONS", "DELETE");

it("answers as Hono does, whatever is asked, and counts and audits the same", async () => {
  const asked = fc.record({
    path: fc.constantFrom(...PATHS, PATHS[0] ?? ""),
    query: queryArbitrary,
    headers: headersArbitrary,
    key: keyArbitrary,
    method: methodArbitrary,
  });
  await fc.assert(
    fc.asyncProperty(asked, async ({ path, query, headers, key, method }) => {
      if (quick === undefined || plain === undefined) throw new Error("nothing listens");
      bench.clock.now += 60_000; // wrong keys are counted
      const credential = { viewer: keys.viewer, gone: keys.gone, wrong: UNKNOWN, none: null }[key];
      const own = {
        ...headers,
        ...(credential !== null && { authorization: `Bearer ${credential}` }),
      };
      const question = { method, path: `${path}?${query}`, headers: own };
      const [one, other] = [await ask(quick, question), await ask(plain, question)];
      expect(steady(one)).toEqual(steady(other));
    }),
    { numRuns: 500 },
  );
  // Otherwise Hono would have been compared with itself.
  expect(taken.yes).toBeGreaterThan(60);
  expect(taken.no).toBeGreaterThan(60);
  await closeAudit();
  const logs = readdirSync(join(folder, "audit")).filter((name) => name.endsWith(".jsonl"));
  const entries = logs
    .flatMap((name) =>
      readFileSync(join(folder, "audit", name), "utf8")
        .trim()
        .split("\n"),
    )
    .map((line): Record<string, unknown> => JSON.parse(line))
    .slice(1);
  expect(entries).toHaveLength(2 * (taken.yes + taken.no));
  for (let i = 0; i < entries.length; i += 2) {
    const [one, other] = entries.slice(i, i + 2).map((entry) => {
      const { at: _at, sequence: _sequence, previous: _previous, hash: _hash, ...rest } = entry;
      const own = `${rest.requestId}`.startsWith("client-");
      return { ...rest, requestId: own ? rest.requestId : "made" };
    });
    expect(one).toEqual(other);
  }
});

it("leaves to Hono who names no host, as HTTP/1.0 may", async () => {
  const open = bench.serve({});
  const listening = await listen(open, { host: "127.0.0.1", port: 0 });
  const asked = "GET /api/v1/behavior/summary?persona=nobody HTTP/1.0\r\n\r\n";
  expect(await exchange(listening.port, asked)).toMatch(/^HTTP\/1\.1 422 /);
  await listening.close();
});
