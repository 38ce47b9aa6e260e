import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ask } from "./market.js";

let service: Service;
beforeAll(() => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
});
afterAll(() => service.close());

const PAGES = ["/", "/docs", "/docs/problem"];

it.each(PAGES)("serves %s with nothing inline and under a policy that forbids it", async (path) => {
  const response = await ask(service.app, path);
  expect(response.status).toBe(200);
  const policy = response.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/unsafe|https?:/);
  const html = await response.text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//i);
});

it.each(PAGES)("serves every file that %s names", async (path) => {
  const html = await (await ask(service.app, path)).text();
  const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, file]) => file ?? "");
  for (const file of files) {
    const response = await ask(service.app, file);
    expect(response.status, file).toBe(200);
    if (!file.startsWith("/assets/")) continue;
    expect(response.headers.get("cache-control"), file).toContain("immutable");
  }
});

it("compresses once and answers 304 to who has it", async () => {
  const plain = await ask(service.app, "/docs/problem");
  const text = await plain.text();
  const br = await ask(service.app, "/docs/problem", {
    headers: { "accept-encoding": "gzip, br" },
  });
  expect(br.headers.get("content-encoding")).toBe("br");
  expect(brotliDecompressSync(await br.arrayBuffer()).toString()).toBe(text);
  const gzip = await ask(service.app, "/docs/problem", { headers: { "accept-encoding": "gzip" } });
  expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(text);
  const etag = plain.headers.get("etag") ?? "";
  const known = await ask(service.app, "/docs/problem", { headers: { "if-none-match": etag } });
  expect(known.status).toBe(304);
});
