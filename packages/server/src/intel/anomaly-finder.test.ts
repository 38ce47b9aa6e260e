import {
  createPipeline,
  findAnomalies,
  memoryStore,
  type RecordStore,
  textSource,
} from "@cdp-whatif/core";
import { generateMarket } from "@cdp-whatif/core/synthetic";
import { afterEach, beforeAll, expect, it } from "vitest";
import { type AnomalyFinder, createAnomalyFinder } from "./anomaly-finder.js";

const store = memoryStore();
const finders: AnomalyFinder[] = [];
let lastDay = 0;

beforeAll(async () => {
  const { files } = generateMarket({ regions: 2, days: 60, seed: 5 });
  const behaviour = files.find(({ name }) => name.startsWith("behavior"));
  const lines = [...(behaviour?.lines() ?? [])].reverse();
  // A mood that nothing foretold.
  const moved = lines.map((line) =>
    line.includes('"2025-11-03')
      ? line.replace(/"avg_satisfaction":[\d.]+/, '"avg_satisfaction":0.01')
      : line,
  );
  await createPipeline({ source: textSource(moved.join("\n"), { name: "b" }), store }).run();
  lastDay = (await store.content()).toDay ?? 0;
});
afterEach(async () => {
  for (const finder of finders.splice(0)) await finder.close();
});

function finderOf(of: RecordStore): AnomalyFinder {
  const finder = createAnomalyFinder(of);
  finders.push(finder);
  return finder;
}

it("finds in its thread what is found here, up to any day", async () => {
  const finder = finderOf(store);
  for (const toDay of [undefined, lastDay - 10]) {
    const here = findAnomalies(await store.buckets({ toDay, bucket: "day" }));
    expect(await finder.find(toDay)).toEqual(here);
    if (toDay === undefined) expect(here.findings.length).toBeGreaterThan(0);
  }
});

it("searches once for each day until the data change", async () => {
  const finder = finderOf(store);
  const first = finder.find(undefined);
  finder.forget();
  // It had not begun, so that it sees what changed.
  expect(finder.find(undefined)).toBe(first);
  await first;
  expect(finder.find(undefined)).toBe(first);
  finder.forget();
  expect(finder.find(undefined)).not.toBe(first);
});

it("tells why a search failed, and searches again", async () => {
  let broken = true;
  const content = async () => {
    if (broken) throw new Error("away");
    return store.content();
  };
  const finder = finderOf({ ...store, content });
  await expect(finder.find(undefined)).rejects.toThrow("away");
  broken = false;
  expect((await finder.find(undefined)).series).toBeGreaterThan(0);
});

it("refuses more than can wait, and stops with the server", async () => {
  const finder = finderOf(store);
  const searches = Array.from({ length: 8 }, (_, i) => finder.find(lastDay - i));
  expect(() => finder.find(undefined)).toThrow(expect.objectContaining({ code: "not_ready" }));
  await finder.close();
  for (const search of searches) {
    await expect(search).rejects.toThrow(expect.objectContaining({ code: "aborted" }));
  }
});
