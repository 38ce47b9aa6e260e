import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import { createNames } from "../schema/names.js";
import { memoryStore } from "../store/memory-store.js";
import type { Query } from "./backend.js";
import { behaviour } from "./behaviour.js";
import { series } from "./series.js";
import { summary } from "./summary.js";
import { withoutRecords } from "./without-records.js";

const ground = { store: memoryStore(), catalogue: builtInCatalogue };
const nothing = withoutRecords(createNames(builtInCatalogue));

const FILTERS: Query[] = [
  {},
  { persona: "Fresh_Grad", region: "台北", start_date: "2026-01-01", end_date: "2026-02-01" },
  { persona: "nobody" },
  { region: "nowhere" },
  { start_date: "2026-02-30" },
  { start_date: "2026-02-02", end_date: "2026-02-01" },
  { colour: "red" },
];

/** What a question comes to: the answer, or what is refused and where. */
const outcome = (answer: Promise<unknown>) =>
  answer.catch((error) => ({ code: error.code, message: error.message, details: error.details }));

describe.each([
  [
    "behaviour",
    [{ limit: "5", order: "desc", include: "events" }, { limit: "0" }, { cursor: "x" }],
    behaviour,
  ],
  ["summary", [], summary],
  ["series", [{ bucket: "week", brand: "全家" }, { brand: "No such" }, { bucket: "year" }], series],
] as const)("%s without records", (question, further, ofStore) => {
  it.each([...FILTERS, ...further] as Query[])(
    "is what an empty store answers to %j",
    async (query) => {
      const found = await outcome(nothing[question](query));
      expect(found).toStrictEqual(await outcome(ofStore(ground, query)));
    },
  );
});
