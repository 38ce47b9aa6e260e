import { gunzipSync } from "node:zlib";
import { builtInCatalogue, memoryStore, SeriesAnswer } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { tableFromIPC } from "apache-arrow";
import { expect, it } from "vitest";
import { createService, listen, type Service } from "../src/index.js";
import { ask, BEHAVIOUR, EVERYTHING, marketTwin, send } from "./market.js";
import { open } from "./raw-socket.js";

const STORES = { memory: async () => memoryStore(), duckdb: () => duckdbStore(":memory:") };

async function serving(kind: keyof typeof STORES) {
  const store = await STORES[kind]();
  const service = createService({ store, catalogue: builtInCatalogue, twin: await marketTwin() });
  await send(service.app, EVERYTHING);
  const end = async () => {
    await service.close();
    await store.close();
  };
  return { service, end };
}

const ARROW = { accept: "application/vnd.apache.arrow.stream" };

/** Rows of Arrow as the rows of JSON. */
async function arrowRows(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/vnd.apache.arrow.stream");
  const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
  return Array.from(table, (row) => {
    const { timestamp, offset_minutes, date, key_insights, repairs, ...rest } = row.toJSON();
    const local = new Date(Number(timestamp) + offset_minutes * 60_000).toISOString();
    expect(new Date(Number(date)).toISOString().slice(0, 10)).toBe(local.slice(0, 10));
    const fields = Object.entries<unknown>(rest);
    const shares = fields.filter(
      ([name, value]) => name.startsWith("brand_distribution.") && value !== null,
    );
    return {
      timestamp: `${local.slice(0, 19)}+08:00`,
      ...Object.fromEntries(fields.filter(([name]) => !name.startsWith("brand_distribution."))),
      brand_distribution: Object.fromEntries(
        shares.map(([name, value]) => [name.slice(19), value]),
      ),
      key_insights: [...key_insights],
      repairs: [...repairs],
    };
  });
}

async function jsonRows(service: Service, search: string) {
  const rows: unknown[] = [];
  let next: string | null = `/api/v1/behavior?limit=1000${search && `&${search}`}`;
  while (next !== null) {
    const page: { data: unknown[]; metadata: { next: string | null } } = await (
      await ask(service.app, next)
    ).json();
    rows.push(...page.data);
    next = page.metadata.next;
  }
  return rows;
}

it.each(["memory", "duckdb"] as const)(
  "sends in columns and in lines what it sends as JSON: %s",
  async (kind) => {
    const { service, end } = await serving(kind);
    for (const search of [
      "",
      "persona=新鮮人&region=taipei",
      "order=desc&start_date=2026-01-20&end_date=2026-02-03",
      "start_date=2031-01-01",
    ]) {
      const expected = await jsonRows(service, search);
      const path = `/api/v1/behavior?${search}`;
      const asked = await ask(service.app, path, { headers: ARROW });
      expect(await arrowRows(asked)).toEqual(expected);
      expect(await arrowRows(await ask(service.app, `${path}&format=arrow`))).toEqual(expected);
      const lines = await ask(service.app, path, { headers: { accept: "application/x-ndjson" } });
      expect(lines.headers.get("content-type")).toBe("application/x-ndjson");
      const text = await lines.text();
      expect(
        text
          .split("\n")
          .slice(0, -1)
          .map((line) => JSON.parse(line)),
      ).toEqual(expected);
    }
    const some = await ask(service.app, "/api/v1/behavior?format=arrow&limit=17");
    expect(await arrowRows(some)).toEqual((await jsonRows(service, "")).slice(0, 17));
    await end();
  },
);

it("sends series in columns and in lines, a row for each cell and bucket", async () => {
  const { service, end } = await serving("memory");
  const series = SeriesAnswer.parse(
    await (await ask(service.app, "/api/v1/behavior/series?bucket=week")).json(),
  );
  const answer = await ask(service.app, "/api/v1/behavior/series?bucket=week", { headers: ARROW });
  const table = tableFromIPC(new Uint8Array(await answer.arrayBuffer()));
  const cells = Object.values(series.cells);
  const column = (name: string) => [...(table.getChild(name) ?? [])];
  expect(column("persona")).toEqual(
    cells.flatMap(({ persona, dates }) => dates.map(() => persona)),
  );
  expect(column("people")).toEqual(cells.flatMap(({ people }) => people));
  expect(column("satisfaction")).toEqual(cells.flatMap(({ satisfaction }) => satisfaction));
  for (const brand of series.brands) {
    expect(column(`shares.${brand}`)).toEqual(cells.flatMap(({ shares }) => shares[brand]));
  }
  const rows = cells.flatMap(({ dates, shares, ...cell }) =>
    dates.map((date, i) => {
      const at = (values: Record<string, unknown>) =>
        Object.fromEntries(
          Object.entries(values).map(([name, of]) => [name, Array.isArray(of) ? of[i] : of]),
        );
      return { ...at(cell), date, shares: at(shares) };
    }),
  );
  const lines = [
    await ask(service.app, "/api/v1/behavior/series?bucket=week&format=ndjson"),
    await ask(service.app, "/api/v1/behavior/series?bucket=week", {
      headers: { accept: "application/x-ndjson, application/json;q=0.5" },
    }),
  ];
  for (const answered of lines) {
    expect(answered.headers.get("content-type")).toBe("application/x-ndjson");
    const found = (await answered.text()).split("\n");
    expect(found.pop()).toBe("");
    expect(found.map((line) => JSON.parse(line))).toEqual(rows);
  }
  const none = await ask(
    service.app,
    "/api/v1/behavior/series?format=ndjson&start_date=2031-01-01",
  );
  expect([none.status, await none.text()]).toEqual([200, ""]);
  expect((await ask(service.app, "/api/v1/behavior/series?format=csv")).status).toBe(422);
  await end();
});

it("compresses streams, knows tags, and refuses what does nothing", async () => {
  const { service, end } = await serving("memory");
  const path = "/api/v1/behavior?format=ndjson";
  const plain = await ask(service.app, path);
  const gzip = await ask(service.app, path, { headers: { "accept-encoding": "br, gzip" } });
  expect(gzip.headers.get("content-encoding")).toBe("gzip");
  expect(gunzipSync(await gzip.arrayBuffer()).toString()).toBe(await plain.text());
  const known = { "if-none-match": plain.headers.get("etag") ?? "" };
  expect((await ask(service.app, path, { headers: known })).status).toBe(304);
  const json = await ask(service.app, "/api/v1/behavior?format=json&limit=1", {
    headers: { ...ARROW, "accept-encoding": "br" },
  });
  expect(json.headers.get("content-type")).toContain("application/json");
  for (const search of [
    "format=xml",
    "format=arrow&cursor=x",
    "format=arrow&include=events",
    "format=arrow&persona=nobody",
    "format=ndjson&limit=0",
  ]) {
    expect((await ask(service.app, `/api/v1/behavior?${search}`)).status, search).toBe(422);
  }
  expect((await ask(service.app, "/api/v1/behavior/summary", { headers: ARROW })).status).toBe(406);
  await end();
});

it("reads on only as fast as the client takes it, and cuts off what fails on the way", async () => {
  const inner = memoryStore();
  let [reads, fails, isLarge] = [0, false, false];
  const store: typeof inner = {
    ...inner,
    async behaviour(query) {
      reads += 1;
      if (fails && reads > 3) throw new Error("secret words of the engine");
      return inner.behaviour(query);
    },
    async content() {
      if (!isLarge) return inner.content();
      const empty = await memoryStore().content();
      return {
        ...empty,
        ...{ personas: [], regions: [], brands: ["7-11", "FamilyMart", "Other"] },
        ...{ records: { ...empty.records, behaviour: 4_000_000 }, fromDay: 20454, toDay: 20513 },
      };
    },
  };
  const service = createService({ store, catalogue: builtInCatalogue, twin: await marketTwin() });
  await send(service.app, BEHAVIOUR);
  isLarge = true;
  await send(service.app, "{}");
  const server = await listen(service.app, { host: "127.0.0.1", port: 0 });
  const request = "GET /api/v1/behavior?format=ndjson HTTP/1.1\r\nhost: localhost\r\n\r\n";
  const asked = await ask(service.app, "/api/v1/behavior?format=arrow");
  expect(reads).toBeLessThan(5);
  await asked.body?.cancel();
  const before = reads;
  fails = true;
  reads = 0;
  const socket = await open(server.port);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => undefined);
  socket.write(request);
  await closed;
  const text = Buffer.concat(chunks).toString();
  expect(text).toContain("HTTP/1.1 200");
  // Neither the words nor a chunk that says that this was all.
  expect(text).not.toContain("secret");
  expect(text.endsWith("0\r\n\r\n")).toBe(false);
  expect(before).toBeLessThan(5);
  await server.close();
  await service.close();
});
