import fc from "fast-check";
import { expect, it } from "vitest";
import type { HealthAnswer, SourcesAnswer } from "../../source/operations-source.js";
import { changesOf } from "./changes.js";
import { formatDuration } from "./duration.js";
import { filterQuery, NO_FILTER, toJsonLines } from "./letter-filter.js";

const health = (sources: "pass" | "fail"): HealthAnswer => ({
  status: "healthy",
  checks: { sources },
  metrics: { uptime_seconds: 1, memory_percent: 1, cpu_percent: 1, memory_rss_mb: 1 },
  version: "1",
});

const flow = (state: SourcesAnswer["sources"][number]["state"]): SourcesAnswer => ({
  sources: [
    {
      ...{ name: "till", kind: "rest", state, since: "2026-03-05T00:00:00Z", failures: 0 },
      ...{ last_error: null, next_try_at: null, last_batch_at: null },
      ...{ read: 0, stored: 0, duplicates: 0, dead_lettered: 0 },
    },
  ],
  stages: [],
});

it("shows a duration in its two largest units", () => {
  expect(formatDuration(0.4, "en")).toBe("0 seconds");
  expect(formatDuration(59, "en")).toBe("59 seconds");
  expect(formatDuration(3600, "en")).toBe("1 hour");
  expect(formatDuration(2 * 86_400 + 3 * 3600 + 59, "en")).toBe("2 days 3 hours");
  expect(formatDuration(125, "zh-TW")).toMatch(/2 ?分鐘 5 ?秒/);
});

it("asks by what is chosen, an upper bound to the end of its minute", () => {
  expect(filterQuery(NO_FILTER)).toEqual({});
  const { since, until, ...rest } = filterQuery({
    ...{ rule: "r", source: "s", since: "2026-03-05T10:00", until: "2026-03-05T10:00" },
  });
  expect(rest).toEqual({ rule: "r", source: "s" });
  expect(Date.parse(until ?? "") - Date.parse(since ?? "")).toBe(59_999);
});

it("writes one line of JSON per dead letter, whatever is in it", () => {
  fc.assert(
    fc.property(fc.array(fc.record({ raw: fc.string({ unit: "binary" }) })), (rows) => {
      const lines = toJsonLines(rows).split("\n");
      expect(lines.pop()).toBe("");
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(rows);
    }),
  );
});

it("reads out what changed, and nothing else", () => {
  const before = { health: health("pass"), flow: flow("open") };
  expect(changesOf({ health: null, flow: null }, before)).toEqual([]);
  expect(changesOf(before, before)).toEqual([]);
  expect(changesOf(before, { health: health("fail"), flow: flow("failing") })).toEqual([
    { what: "check", name: "sources", state: "fail" },
    { what: "source", name: "till", state: "failing" },
  ]);
  expect(changesOf(before, { ...before, flow: flow("connecting") })).toEqual([]);
});
