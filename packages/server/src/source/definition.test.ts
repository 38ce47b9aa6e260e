import { expect, it } from "vitest";
import { defineSources } from "./definition.js";

const refusal = (...sources: unknown[]) => {
  try {
    defineSources({ sources });
  } catch (error) {
    return String(error);
  }
  throw new RangeError("nothing was refused");
};

it("makes sources of changes, with the rows of a table as lines", () => {
  process.env.TEST_SHOP_ADDRESS = "postgres://reader:secret@localhost/shop";
  const [shop, file] = defineSources({
    sources: [
      {
        kind: "postgres",
        name: "shop",
        address: { env: "TEST_SHOP_ADDRESS" },
        tables: ["public.market"],
        rows: { columns: { date: "day" } },
      },
      { kind: "watch", name: "edited", path: "market.jsonl" },
    ],
  });
  expect([shop?.source.kind, file?.source.kind]).toEqual(["postgres", "watch"]);
  const change = { op: "create", table: "t", before: null, after: { day: "2026-03-05" } };
  const text = JSON.stringify({ ...change, at: null, revision: null, cursor: null });
  expect(shop?.unwrap?.(text)).toEqual({ lines: ['{"date":"2026-03-05"}'] });
});

it("takes Debezium's envelope off the messages of any kind", () => {
  const [source] = defineSources({
    sources: [{ kind: "watch", name: "a", path: "a.jsonl", envelope: "debezium" }],
  });
  const message = { op: "c", before: null, after: { a: 1 }, source: {} };
  expect(source?.unwrap?.(JSON.stringify(message))).toEqual({ lines: ['{"a":1}'] });
});

it("says what is wrong with a definition, and where", () => {
  const watch = { kind: "watch", name: "a", path: "a.jsonl" };
  expect(refusal({ ...watch, envelope: "avro" })).toContain("/sources/0/envelope");
  expect(refusal({ ...watch, rows: { colums: {} } })).toContain("/sources/0/rows");
  expect(refusal({ ...watch, kind: "none" })).toContain("expected one of ");
});
