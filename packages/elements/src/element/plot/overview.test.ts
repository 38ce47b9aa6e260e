import type { SimulationParametersAnswer, SummaryAnswer } from "@cdp-whatif/core";
import type { LitElement } from "lit";
import { expect, it } from "vitest";
import type { DataSource } from "../../source/data-source.js";
import { overviewQuestion } from "./overview.js";

const summary = {
  ...{ total_records: 2, first_date: "2026-01-01", last_date: "2026-01-02", demo: false },
  ...{ persona_breakdown: { a: 2 }, region_breakdown: { b: 2 } },
  ...{ brand_distribution_summary: { c: 100 }, cells: {} },
} as unknown as SummaryAnswer;
const parameters = {
  ...{ personas: [], regions: [], brands: [], demo: false },
} as unknown as SimulationParametersAnswer;

function asked(source: DataSource) {
  const host = { addController() {}, requestUpdate() {} } as unknown as LitElement;
  const question = overviewQuestion(host, () => source);
  question.hostUpdate();
  return question;
}

it("asks a source once for elements that are made one after the other, and anew after a failure", async () => {
  let questions = 0;
  let fails = true;
  const source = {
    summary: async () => {
      questions += 1;
      if (fails) throw new Error("away");
      return summary;
    },
    simulationParameters: async () => parameters,
  } as unknown as DataSource;
  const turn = () => new Promise((resolve) => setTimeout(resolve));
  const first = asked(source);
  const second = asked(source);
  await turn();
  expect([first.error?.message, second.error?.message, questions]).toEqual(["away", "away", 1]);
  fails = false;
  const third = asked(source);
  await turn();
  const fourth = asked(source);
  await turn();
  expect([third.answer?.records, fourth.answer, questions]).toEqual([2, third.answer, 2]);
});
