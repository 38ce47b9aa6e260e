import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Listening, listen, type Service } from "../src/index.js";
import { acceptList } from "../src/negotiate/accept-list.js";
import { answersIn, exchange } from "./raw-socket.js";

let service: Service;
let server: Listening;
beforeAll(async () => {
  service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    allowedOrigins: ["https://portal.example"],
    trustForwardedPrefix: true,
  });
  server = await listen(service.app, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  await service.close();
});

/** What a server answers to a path and fields that no client library would send. */
async function raw(path: string, fields = "") {
  const text = await exchange(
    server.port,
    `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${fields}\r\n`,
  );
  const [answer] = answersIn(text);
  return { status: answer?.status ?? 0, head: answer?.head ?? "", body: answer?.body ?? "", text };
}

const UP = [
  "..",
  "%2e%2e",
  "%2E.",
  ".%2e",
  "%252e%252e",
  "..%2f..",
  "..%5c..",
  "..\\..",
  "%c0%ae%c0%ae",
  "%e0%80%ae%e0%80%ae",
  "....//..",
  "..;",
  "..%00",
  ". .",
  "%uff0e%uff0e",
  "．．",
];
const ENDS = [
  "/",
  "//",
  "/.",
  "/..",
  ";x",
  ";/x",
  "%20",
  ".",
  "..",
  "%00",
  "%00.js",
  "%0d%0a",
  "\\",
  "%5c",
  "~",
  "::$DATA",
  "%2f",
  "#x",
  "?",
  "/%2e",
  ".json",
];
const FROM = ["/", "/assets/", "/api/v1/behavior/"];

it("leads no path out of what is served", async () => {
  const known = new Map<string, string>();
  for (const path of ["/", "/docs", "/docs/problem", "/openapi.json"])
    known.set((await raw(path)).body, path);
  const paths = FROM.flatMap((from) =>
    UP.flatMap((up) => [
      `${from}${up}/etc/passwd`,
      `${from}${up}/${up}/${up}/package.json`,
      `${from}${up}/src/cli.ts`,
    ]),
  );
  for (const path of paths) {
    const { status, body } = await raw(path);
    expect([400, 404], path).toContain(status);
    expect(body, path).not.toMatch(/root:|"dependencies"|#!\//);
  }
  for (const route of ["/docs", "/health/live", "/api/v1/behavior", "/openapi.json", "/metrics"]) {
    for (const end of ENDS) {
      const { status, body } = await raw(route + end);
      expect([200, 308, 400, 404, 405, 422], route + end).toContain(status);
      // Whoever gets in by another spelling gets what the plain one gives.
      if (status === 200 && known.has(body))
        expect(route.startsWith(known.get(body) ?? "/x")).toBe(true);
    }
  }
});

it("redirects only within itself", async () => {
  for (const path of [
    "//evil.example/docs/",
    "///evil.example/",
    "/docs/",
    "/\\evil.example/",
    "/%5cevil.example/",
    "/docs//",
    "//docs/",
    "/health/?x=//evil.example",
  ]) {
    const { status, head } = await raw(path);
    if (status !== 308) continue;
    const location = /\r\nlocation: ([^\r]*)/.exec(head)?.[1] ?? "";
    expect(new URL(location, server.url).origin, path).toBe(server.url);
    expect(location).not.toMatch(/^\/[/\\]/);
  }
});

it("puts nothing of a request into the head of an answer that could end it", async () => {
  const evil = [
    "%0d%0aset-cookie:%20a=b",
    "%0aset-cookie:%20a=b",
    "%E5%98%8D%E5%98%8Aset-cookie:%20a=b",
    "%00",
    '">;%20rel=x',
  ];
  for (const one of evil) {
    for (const path of [
      `/api/v1/behavior?limit=1&persona=${one}`,
      `/api/v1/events?cursor=${one}`,
      `/${one}/`,
      `/docs/?${one}`,
      `/api/v1/customers/${one}`,
    ]) {
      const { head, status } = await raw(
        path,
        `X-Request-Id: ${one}\r\nOrigin: https://portal.example\r\nX-Forwarded-Prefix: /${one}\r\nX-Source-Name: ${one}\r\n`,
      );
      expect(status).toBeGreaterThan(0);
      expect(head.split("\r\n").some((line) => line.startsWith("set-cookie"))).toBe(false);
      for (const line of head.split("\r\n").slice(1))
        expect(line).toMatch(/^[a-z-]+: [\t\x20-\x7e]*$/);
    }
  }
});

/** What is given only texts of our own, or of the operator's. */
const OF_OURS = /^(?:testing|command)\//;

/** Regular expressions of the sources that run on a server or are given what comes in. */
function expressions(): { source: string; flags: string; file: string }[] {
  const found: { source: string; flags: string; file: string }[] = [];
  const root = fileURLToPath(new URL("../..", import.meta.url));
  for (const folder of ["server/src", "core/src"]) {
    for (const name of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
      if (!name.endsWith(".ts") || name.endsWith(".test.ts") || OF_OURS.test(name)) continue;
      const text = readFileSync(join(root, folder, name), "utf8");
      for (const [, source = "", flags = ""] of text.matchAll(
        /(?<=[(=,:?]\s*|return |&& |\|\| )\/((?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/([dgimsuvy]*)(?=[.,;)\s])/g,
      )) {
        found.push({ source, flags, file: `${folder}/${name}` });
      }
    }
  }
  return found;
}

/** Parts that expressions of ours are about: runs of each, and what makes the end fail. */
const RUNS = [
  "a",
  "0",
  " ",
  "\t",
  "-",
  "_",
  ".",
  ",",
  ";",
  "/",
  "%41",
  "=",
  "\\",
  '"',
  "[",
  "{",
  "(",
  "a ",
  "a,",
  "0.",
  "0-",
  "/a",
  ":0",
  "1:",
  "年",
  "🙂",
  "aA",
  "W/",
  "q=0,",
  "\r\n",
  "\n",
  "|",
  "+",
  "e1",
];

it("has no regular expression whose time grows faster than its input", () => {
  const all = expressions();
  expect(all.length).toBeGreaterThan(60);
  const slow: string[] = [];
  const LONG = 4000;
  for (const { source, flags, file } of all) {
    const expression = new RegExp(source, flags.replace("g", ""));
    const time = (text: string) => {
      const start = performance.now();
      expression.test(text);
      return performance.now() - start;
    };
    for (const run of RUNS) {
      for (const end of ["", "\u0000", "!"]) {
        const text = (n: number) => run.repeat(Math.ceil(n / run.length)) + end;
        if (time(text(LONG)) < 2) continue;
        // Slow once may be chance; what is quadratic is four times as slow at twice the length, each time.
        const ratio = (n: number) =>
          Math.min(...[0, 1, 2].map(() => time(text(2 * n)))) /
          Math.max(0.05, Math.min(...[0, 1, 2].map(() => time(text(n)))));
        if (ratio(LONG) > 3 && ratio(2 * LONG) > 3)
          slow.push(`${file}: /${source}/ with ${JSON.stringify(run)}`);
      }
    }
  }
  expect(slow).toEqual([]);
});

it("reads a list of what is accepted in time that grows with its length", () => {
  for (const run of [",", ";", " ", "q=", ";q=", "a;q=0.5,", "a; ", "*,"]) {
    expect(acceptList(run.repeat(20_000)).length).toBeLessThanOrEqual(20_000);
  }
});
