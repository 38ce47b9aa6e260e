import {
  decideConflict,
  type LiveSource,
  memoryStore,
  messageLines,
  parseLine,
  runLive,
} from "@cdp-whatif/core";
import { expect, it } from "vitest";

const made = { generated_at: "2026-03-06T00:00:00Z" };

/** A line of each kind, and the fields of its key. */
const KINDS: readonly (readonly [string, object, object])[] = [
  [
    "behaviour",
    { timestamp: "2026-03-05 10:00:00", group: "Fresh_Grad", region: "台北" },
    { brand_distribution: { "7-11": 0.5, 全家: 0.5 } },
  ],
  ["intervention", { timestamp: "2026-03-05 10:00:00", event: "限時加倍" }, { insights: ["x"] }],
  ["market", { date: "2026-03-05", region: "台北", brand: "全家" }, { price: 35 }],
  [
    "district",
    { date: "2026-03-05", district: "大安區" },
    { income_bracket: { low: 1 }, brand_distribution: { "7-11": 1 } },
  ],
  ["web-intel", { date: "2026-03-05", location: "Taipei" }, { posts_count: 3 }],
  [
    "web-intel",
    {
      date: "2026-03-05",
      location: "Taipei",
      item: "a",
      weather: { location: "Tainan", status: "forecast" },
    },
    { posts_count: 3 },
  ],
  ["daily-intel", { date: "2026-03-05" }, { behavioral_twin_report: {} }],
  [
    "customer-event",
    { messageId: "m-1" },
    { type: "track", userId: "u", event: "Bought", timestamp: "2026-03-05T00:00:00Z" },
  ],
];

const parsed = (line: object) => {
  const outcome = parseLine(JSON.stringify(line));
  if (!outcome.ok) throw new RangeError(JSON.stringify(outcome.rejection));
  return outcome.record;
};

it.each(KINDS)(
  "deletes a %s by its key, told with or without the rest of the row",
  (kind, key, rest) => {
    const record = parsed({ ...key, ...rest });
    const named = parsed({ ...key, kind, deleted: true, ...made });
    const whole = parsed({ ...key, ...rest, deleted: true, ...made });
    expect([record.kind, named.kind, whole.kind]).toEqual([kind, kind, kind]);
    expect([named.key, whole.key]).toEqual([record.key, record.key]);
    expect(named.deleted).toBe(true);
    expect(whole.hash).toBe(named.hash);
    expect(decideConflict(record, named)).toBe("incoming_stands");
    const later = parsed({ ...key, ...rest, generated_at: "2026-03-07T00:00:00Z" });
    expect(decideConflict(named, later)).toBe("incoming_stands");
  },
);

it("tells the kind of a deletion by its key, where that tells it", () => {
  for (const [kind, key] of KINDS) {
    if (kind !== "daily-intel") expect(parsed({ ...key, deleted: true, ...made }).kind).toBe(kind);
  }
});

it.each([
  ["missing", "/generated_at", { date: "2026-03-05", location: "Taipei", deleted: true }],
  ["unrecognised", "", { a: 1, deleted: true, ...made }],
  ["missing", "/region", { kind: "market", date: "2026-03-05", deleted: true, ...made }],
  ["type", "/deleted", { date: "2026-03-05", region: "a", brand: "b", price: 1, deleted: "yes" }],
])("refuses with %s at %s", (rule, field, line) => {
  expect(parseLine(JSON.stringify(line))).toMatchObject({ ok: false, rejection: { rule, field } });
});

it("counts a deletion as read and stored, and shows what it deleted no more", async () => {
  const store = memoryStore();
  const [, key, rest] = KINDS[2] ?? [];
  const lines = [
    { ...key, ...rest },
    { ...key, deleted: true, ...made },
    { ...key, ...rest, price: 36 },
  ];
  const messages = lines.map((line) => JSON.stringify(line));
  expect(messageLines(messages, { before: 0 })).toHaveLength(3);
  const source: LiveSource = {
    name: "market",
    kind: "iterable",
    async *open() {
      yield { messages, cursor: "1" };
    },
  };
  const timing = { now: () => 0, random: () => 0, sleep: async () => undefined };
  const state = await runLive({ source, store, timing, signal: new AbortController().signal });
  expect(state).toMatchObject({ read: 3, stored: 2, deadLettered: 1 });
  expect(await store.records({ kind: "market" })).toEqual([]);
});
