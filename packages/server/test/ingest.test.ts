import { builtInCatalogue, IngestReport, memoryStore } from "@cdp-whatif/core";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { DeadLettersAnswer, ReplayAnswer } from "../src/route/dead-letter.js";
import { MetricsAnswer } from "../src/route/metrics.js";
import { ask, BEHAVIOUR, post, send } from "./market.js";

let service: Service;
beforeEach(() => {
  service = createService({ store: memoryStore(), catalogue: builtInCatalogue });
});
afterEach(() => service.close());

const report = async (response: Response) => {
  expect(response.status).toBe(200);
  return IngestReport.parse(await response.json());
};
const LINES = BEHAVIOUR.split("\n").slice(0, 20).join("\n");

it("stores nothing twice when the same body comes again, packed or not", async () => {
  const first = await report(await send(service.app, LINES));
  expect(first).toMatchObject({ read: 20, stored: 20, duplicates: 0, deadLettered: 0, demo: true });
  const [source] = Object.keys(first.bySource);
  expect(source).toMatch(/^rest:[0-9a-f]{16}$/);
  const again = await report(await send(service.app, LINES, { gzip: true }));
  expect(again).toMatchObject({ read: 20, stored: 0, duplicates: 20, deadLettered: 0 });
  expect(Object.keys(again.bySource)).toEqual([source]);
  expect((await service.store.content()).records.behaviour).toBe(20);
});

it("keeps what is not accepted, with its place, and takes it after a repair elsewhere", async () => {
  const lines = `${LINES}\n{"timestamp":\n{"what":"is this"}\n`;
  const found = await report(
    await send(service.app, lines, { headers: { "x-source-name": "pos feed" } }),
  );
  expect(found).toMatchObject({ read: 22, stored: 20, deadLettered: 2 });
  const letters = DeadLettersAnswer.parse(
    await (await ask(service.app, "/api/v1/dead-letters?limit=1")).json(),
  );
  expect(letters).toMatchObject({ count: 1, metadata: { total: 2 } });
  const next = letters.metadata.next_cursor ?? "";
  const rest = DeadLettersAnswer.parse(
    await (await ask(service.app, `/api/v1/dead-letters?cursor=${next}`)).json(),
  );
  const positions = [...letters.data, ...rest.data].map(({ position }) => position);
  expect(positions.map(({ source }) => source)).toEqual(["pos feed", "pos feed"]);
  expect(positions.map(({ line }) => line).sort()).toEqual([21, 22]);
  expect(rest.metadata.next_cursor).toBeNull();
  const again = await post(service.app, "/api/v1/dead-letters/replay", {});
  expect(ReplayAnswer.parse(await again.json())).toMatchObject({
    read: 2,
    stored: 0,
    still_rejected: 2,
  });
});

it("takes a source name in any script, and none with control characters", async () => {
  const name = Buffer.from("門市 7", "utf8").toString("latin1");
  const found = await report(
    await send(service.app, LINES, { headers: { "x-source-name": name } }),
  );
  expect(Object.keys(found.bySource)).toEqual(["門市 7"]);
  const refused = await send(service.app, LINES, { headers: { "x-source-name": "../etc" } });
  expect(refused.status).toBe(422);
});

/** One behaviour line for each of so many days. */
function manyLines(count: number): string {
  const [line = ""] = BEHAVIOUR.split("\n", 1);
  const record = JSON.parse(line);
  return Array.from({ length: count }, (_, day) =>
    JSON.stringify({
      ...record,
      timestamp: new Date(Date.UTC(1950, 0, 1 + day)).toISOString().slice(0, 19).replace("T", " "),
    }),
  ).join("\n");
}

it("takes a body that is larger than what it holds in memory", async () => {
  const lines = manyLines(4000);
  expect(lines.length).toBeGreaterThan(2 ** 20);
  expect(await report(await send(service.app, lines))).toMatchObject({ read: 4000, stored: 4000 });
});

it("parses a large body in a thread, with the same report and the same dead letters", async () => {
  const lines = `${manyLines(25_000)}\n{"what":"is this"}`;
  expect(lines.length).toBeGreaterThan(2 ** 23);
  const found = await report(await send(service.app, lines));
  expect(found).toMatchObject({ read: 25_001, stored: 25_000, deadLettered: 1 });
  const [letter] = await service.store.deadLetters({});
  expect(letter).toMatchObject({ rule: "unrecognised", position: { line: 25_001 } });
});

it("counts what it did", async () => {
  await send(service.app, `${LINES}\nnonsense`);
  const metrics = MetricsAnswer.parse(await (await ask(service.app, "/api/v1/metrics")).json());
  expect(metrics).toMatchObject({
    total_requests: 2,
    active_connections: 1,
    data_records_processed: 21,
  });
  const text = await (await ask(service.app, "/metrics")).text();
  expect(text).toContain("cdp_records_stored_total 20");
  expect(text).toContain("cdp_dead_letters_total 1");
  const counted = (route: string, method: string) =>
    `cdp_http_requests_total{method="${method}",route="${route}",status="200"} 1`;
  expect(text).toContain(counted("/api/v1/ingest", "POST"));
  expect(text).toContain(counted("/api/v1/metrics", "GET"));
  const negotiated = await ask(service.app, "/api/v1/metrics", {
    headers: { accept: "text/plain" },
  });
  expect(negotiated.headers.get("content-type")).toContain("version=0.0.4");
  const browser = { headers: { accept: "application/json, text/plain, */*" } };
  const preferred = await ask(service.app, "/api/v1/metrics", browser);
  expect(preferred.headers.get("content-type")).toContain("application/json");
});

it("answers an empty body with an empty report", async () => {
  expect(await report(await send(service.app, ""))).toMatchObject({ read: 0, stored: 0 });
});
