import { gzipSync } from "node:zlib";
import {
  builtInCatalogue,
  createPipeline,
  fitTwin,
  memoryStore,
  type Twin,
  textSource,
} from "@cdp-whatif/core";
import { type GeneratedMarket, generateMarket } from "@cdp-whatif/core/synthetic";
import type { Door } from "../src/route/mount.js";

/** A small generated market: two personas, two regions, three brands. */
export const market: GeneratedMarket = generateMarket({ days: 60, start: "2026-01-01", seed: 3 });

/** All lines of one of its files. */
export function linesOf(name: string): string {
  const file = market.files.find((one) => one.name === name);
  if (file === undefined) throw new RangeError(`the market has no file ${name}`);
  return `${[...file.lines()].join("\n")}\n`;
}

export const BEHAVIOUR = linesOf("behavior_twin_monthly.jsonl");
export const EVERYTHING = market.files.map(({ name }) => linesOf(name)).join("");

let fitted: Promise<Twin> | undefined;

/** A twin of the market, fitted once: a service that is given it fits none. */
export function marketTwin(): Promise<Twin> {
  fitted ??= fit();
  return fitted;
}

async function fit(): Promise<Twin> {
  const store = memoryStore();
  await createPipeline({ source: textSource(BEHAVIOUR), store }).run();
  return fitTwin(await store.history(), { catalogue: builtInCatalogue });
}

/** Asks an app as a client would. */
export function ask(app: Door, path: string, init?: RequestInit): Promise<Response> {
  return Promise.resolve(app.request(path, init));
}

/** Sends lines to an app's way in. */
export function send(
  app: Door,
  lines: string,
  { gzip = false, headers = {} }: { gzip?: boolean; headers?: Record<string, string> } = {},
): Promise<Response> {
  return ask(app, "/api/v1/ingest", {
    method: "POST",
    headers: {
      "content-type": "application/x-ndjson",
      ...(gzip && { "content-encoding": "gzip" }),
      ...headers,
    },
    body: gzip ? gzipSync(lines) : lines,
  });
}

/** Sends a body as JSON. */
export function post(app: Door, path: string, body: unknown): Promise<Response> {
  return ask(app, path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}
