import { builtInCatalogue, memoryStore, type RecordStore } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { createService } from "../src/index.js";
import { ask, send } from "./market.js";

/** What every list answers: rows, and where the next page is. */
const Page = z.looseObject({
  data: z.array(z.looseObject({})),
  metadata: z.looseObject({ next_cursor: z.string().nullable(), next: z.string().nullable() }),
});

interface List {
  readonly path: string;
  /** A line that becomes row `i` of the list, and what tells it from other rows. */
  readonly line: (i: number) => string;
  readonly idOf: (row: Record<string, unknown>) => unknown;
}
const minute = (i: number) => {
  const at = new Date(Date.UTC(2026, 2, 1, 0, i)).toISOString();
  return `${at.slice(0, 10)} ${at.slice(11, 19)}`;
};
const GROUPS = ["新鮮人", "FinTech家庭"];
const behaviourLine = (i: number) =>
  JSON.stringify({
    timestamp: minute(Math.floor(i / 2)),
    group: GROUPS[i % 2],
    region: "台北",
    total_personas: 500,
    brand_percentages: { "7-11": 30, FamilyMart: 30, Other: 40 },
  });
const eventLine = (i: number) =>
  JSON.stringify({ timestamp: minute(Math.floor(i / 2)), event: `e${i % 2}`, results: {} });
const LISTS: readonly List[] = [
  { path: "behavior", line: behaviourLine, idOf: (row) => `${row.timestamp} ${row.group}` },
  {
    path: "behavior?persona=Fresh_Grad&region=Taipei",
    line: (i) => behaviourLine(2 * i),
    idOf: (row) => row.timestamp,
  },
  {
    path: "behavior?order=desc&region=臺北",
    line: behaviourLine,
    idOf: (row) => `${row.timestamp} ${row.group}`,
  },
  { path: "events", line: eventLine, idOf: (row) => `${row.timestamp} ${row.event}` },
  { path: "events?order=desc", line: eventLine, idOf: (row) => `${row.timestamp} ${row.event}` },
  {
    path: "behavior/daily-intel",
    line: (i) =>
      JSON.stringify({
        date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
        behavioral_twin_report: {
          Taipei: { Fresh_Grad: { loyalty_7_11: 0.4, loyalty_Family: 0.3 } },
        },
        metadata: { generated_at: "2026-03-05 06:00:00" },
      }),
    idOf: (row) => row.date,
  },
  { path: "dead-letters", line: (i) => `{"what":${i}}`, idOf: (row) => row.id },
];

async function serving(store: RecordStore) {
  return createService({ store, catalogue: builtInCatalogue, debounceMs: 60_000 });
}

it.each(LISTS)(
  "pages through $path while rows come in between: none twice, none left out",
  async ({ path, line, idOf }) => {
    const rows = fc.uniqueArray(fc.nat({ max: 60 }), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(rows, { maxLength: 6 }),
        fc.integer({ min: 1, max: 9 }),
        async (first, later, limit) => {
          const { app, close } = await serving(memoryStore());
          const put = (numbers: number[]) => send(app, numbers.map(line).join("\n"));
          await put(first);
          const [name = "", search = ""] = path.split("?");
          const from = `/api/v1/${name}?${search}${search && "&"}`;
          const all = Page.parse(await (await ask(app, `${from}limit=100`)).json()).data.map(idOf);
          const found: unknown[] = [];
          let next: string | null = `${from}limit=${limit}`;
          for (let i = 0; next !== null; i += 1) {
            const answer: Response = await ask(app, next);
            expect(answer.status).toBe(200);
            const page = Page.parse(await answer.json());
            const more = page.metadata.next_cursor !== null;
            if (more) expect(page.data.length).toBe(limit);
            found.push(...page.data.map(idOf));
            next = page.metadata.next;
            expect(answer.headers.get("link")).toBe(next && `<${next}>; rel="next"`);
            if (next !== null) expect(next).toContain(`cursor=${page.metadata.next_cursor}`);
            await put(later[i] ?? []);
          }
          expect(new Set(found).size).toBe(found.length);
          expect(found).toEqual(expect.arrayContaining(all));
          await close();
        },
      ),
      { numRuns: 5 },
    );
  },
);

it("shows each event on one page, with the rows of its time", async () => {
  const { app, close } = await serving(memoryStore());
  await send(
    app,
    [...Array(30).keys()].flatMap((i) => [behaviourLine(i), eventLine(i)]).join("\n"),
  );
  for (const order of ["asc", "desc"]) {
    const found: unknown[] = [];
    let next: string | null = `/api/v1/behavior?include=events&limit=7&order=${order}`;
    while (next !== null) {
      const page = Page.extend({ events: z.array(z.looseObject({})) }).parse(
        await (await ask(app, next)).json(),
      );
      found.push(...page.events.map(({ timestamp, event }) => `${timestamp} ${event}`));
      next = page.metadata.next;
    }
    expect(found.length).toBe(30);
    expect(new Set(found).size).toBe(30);
  }
  expect((await ask(app, "/api/v1/behavior?include=all")).status).toBe(422);
  await close();
});

it("refuses a cursor of other filters, of another order or list, and one that was changed", async () => {
  const { app, close } = await serving(await duckdbStore(":memory:"));
  await send(
    app,
    [...Array(20).keys()].flatMap((i) => [behaviourLine(i), eventLine(i), "{}"]).join("\n"),
  );
  const cursorOf = async (path: string) =>
    Page.parse(await (await ask(app, path)).json()).metadata.next_cursor ?? "";
  const cursor = await cursorOf("/api/v1/behavior?limit=2&region=Taipei");
  const ofEvents = await cursorOf("/api/v1/events?limit=2");
  const foreign = [
    `behavior?cursor=${cursor}`,
    `behavior?region=Taipei&persona=Fresh_Grad&cursor=${cursor}`,
    `behavior?region=Taipei&start_date=2026-01-01&cursor=${cursor}`,
    `behavior?region=Taipei&order=desc&cursor=${cursor}`,
    `behavior?cursor=${ofEvents}`,
    `events?cursor=${cursor}`,
    `events?start_date=2026-01-01&cursor=${ofEvents}`,
    `dead-letters?cursor=${ofEvents}`,
    `dead-letters?cursor=x`,
    `behavior/daily-intel?cursor=${ofEvents}`,
    `behavior?region=Taipei&cursor=${cursor.slice(0, -2)}`,
    `behavior?region=Taipei&cursor=${"A".repeat(5000)}`,
    `behavior?region=Taipei&cursor=${btoa('["asc",1e999,"x","y"]')}`,
  ];
  for (const path of foreign) {
    const answer = await ask(app, `/api/v1/${path}`);
    expect(answer.status, path).toBe(422);
    expect(await answer.json()).toMatchObject({ errors: [{ pointer: "/cursor" }] });
  }
  // Other spellings and another page size are the same question.
  const same = await ask(
    app,
    `/api/v1/behavior?region=${encodeURIComponent("臺北")}&limit=9&cursor=${cursor}`,
  );
  expect(same.status).toBe(200);
  await close();
});
