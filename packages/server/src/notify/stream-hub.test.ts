import fc from "fast-check";
import { expect, it } from "vitest";
import { createStreamHub } from "./stream-hub.js";

const batch = (sequence: number, source = "s", missed = 0) => ({
  type: "batch_ingested" as const,
  ...{ sequence, source, missed, read: 1, checkpoint: null },
  counts: {
    ...{ stored: 1, duplicates: 0, deadLettered: 0, superseded: 0, displaced: 0 },
    ...{ byKind: {}, byRule: {} },
  },
});

/** Events of a stream so far, as a browser understands them, and the last id. */
function eventsOf(text: string) {
  let id = "";
  const events: { type: string; id: string; data: Record<string, unknown> }[] = [];
  for (const block of text.split("\n\n").slice(0, -1)) {
    const fields = block.split("\n").map((line) => /^(\w*): ?(.*)$/.exec(line)?.slice(1) ?? []);
    const value = (name: string) => fields.findLast(([field]) => field === name)?.[1];
    id = value("id") ?? id;
    const data = value("data");
    if (data !== undefined)
      events.push({ type: value("event") ?? "message", id, data: JSON.parse(data) });
  }
  return { events, id };
}

async function read(stream: ReadableStream<Uint8Array> | null, chunks: number): Promise<string> {
  const reader = (stream ?? new ReadableStream()).getReader();
  let text = "";
  for (let i = 0; i < chunks; i += 1) {
    // What is there is there at once; what is not has not been told yet.
    const next = await Promise.race([
      reader.read(),
      new Promise<null>((r) => setImmediate(r, null)),
    ]);
    if (next === null || next.done) break;
    text += Buffer.from(next.value).toString();
  }
  await reader.cancel();
  return text;
}

it("loses and repeats nothing to who comes again, and tells of a gap exactly where there is one", async () => {
  const step = fc.record({
    told: fc.nat({ max: 6 }),
    read: fc.nat({ max: 5 }),
    missed: fc.constantFrom(0, 0, 0, 2),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const hub = createStreamHub({ boot: 1000, mostKept: 8 });
      let sequence = 0;
      let lastId: string | undefined;
      let expected = 1;
      for (const { told, read: chunks, missed } of steps) {
        for (let i = 0; i < told; i += 1) {
          const lost = i === 0 ? missed : 0;
          sequence += 1 + lost;
          hub.tell(batch(sequence, "s", lost));
        }
        if (lastId === undefined) expected = sequence + 1;
        const { events, id } = eventsOf(await read(hub.open({ lastId }), chunks));
        for (const { type, data } of events) {
          if (type === "open") expect(data.resumes_after).toBe(`1000-${expected - 1}`);
          else if (type === "gap") {
            const resumed = Number(String(data.resumes_after).slice(5)) + 1;
            expect(resumed).toBeGreaterThan(expected);
            expected = resumed;
          } else {
            expect(data.sequence).toBe(expected);
            expected += 1;
          }
        }
        if (id !== "") lastId = id;
      }
      hub.close();
    }),
    { numRuns: 200 },
  );
});

it("tells who is too slow why it is cut off, keeps no more for it than it may, and lets it come again", async () => {
  const hub = createStreamHub({ boot: 7, bufferBytes: 2000 });
  const slow = hub.open({});
  for (let i = 1; i <= 500; i += 1) hub.tell(batch(i));
  expect(hub.listeners()).toBe(0);
  const text = await read(slow, 1000);
  expect(text.length).toBeLessThan(4000);
  const { events, id } = eventsOf(text);
  expect(events.at(-1)).toMatchObject({ type: "end", data: { reason: "too_slow" } });
  const again = eventsOf(await read(hub.open({ lastId: id }), 1000)).events;
  const seen = [...events, ...again].flatMap(({ type, data }) =>
    type === "batch_ingested" ? [data.sequence] : [],
  );
  expect(seen.slice(0, 20)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  hub.close();
});

it("moves the place of who waits for one source along, and says that the server stops", async () => {
  const hub = createStreamHub({ boot: 9, mostKept: 2, heartbeatMs: 5 });
  const stream = hub.open({ source: "mine" });
  const reader = (stream ?? new ReadableStream<Uint8Array>()).getReader();
  for (let i = 1; i <= 9; i += 1) hub.tell(batch(i, "other"));
  let text = "";
  while (!text.includes("id: 9-9"))
    text += Buffer.from((await reader.read()).value ?? []).toString();
  expect(eventsOf(await read(hub.open({ lastId: "9-9", source: "mine" }), 1)).events[0]?.type).toBe(
    "open",
  );
  hub.close();
  for (let next = await reader.read(); !next.done; next = await reader.read())
    text += Buffer.from(next.value).toString();
  expect(eventsOf(text).events.at(-1)).toMatchObject({
    type: "end",
    data: { reason: "server_stops" },
  });
  expect(hub.open({})).toBe(null);
});
