import { expect, it } from "vitest";
import {
  answerJob,
  createAnalyst,
  createJobPool,
  receipt,
  type StartJobWorker,
  simulate,
  verifyReceipt,
} from "../../src/index.js";
import { REFERENCE_SCENARIOS } from "./reference-scenarios.js";

/** A worker of this thread, to which everything is copied as to another. */
const startHere: StartJobWorker = ({ onReply }) => ({
  post: (call) =>
    void queueMicrotask(() =>
      answerJob(structuredClone(call), (reply) => onReply(structuredClone(reply))),
    ),
  end() {},
});

const here = new Map(
  REFERENCE_SCENARIOS.map(({ name, twin, scenario }) => [
    name,
    receipt(simulate(twin, scenario)).resultDigest,
  ]),
);

it("give the pinned digests", async () => {
  expect(here.size).toBe(20);
  expect(new Set(here.values()).size).toBe(20);
  const digests = `${JSON.stringify(Object.fromEntries(here), null, 2)}\n`;
  await expect(digests).toMatchFileSnapshot("reference-digests.json");
});

it("give the same digests in pieces that were copied to three workers", async () => {
  const analyst = createAnalyst(createJobPool({ start: startHere, workers: 3 }));
  for (const { name, twin, scenario } of REFERENCE_SCENARIOS) {
    const result = await analyst.simulate(twin, scenario);
    expect(receipt(result).resultDigest, name).toBe(here.get(name));
  }
});

it("every receipt verifies after a journey through JSON", () => {
  for (const { name, twin, scenario } of REFERENCE_SCENARIOS) {
    if (twin.cells.length > 100) continue;
    const sent = JSON.stringify(receipt(simulate(twin, scenario)));
    const check = verifyReceipt(JSON.parse(sent), { twin: JSON.parse(JSON.stringify(twin)) });
    expect(check, name).toMatchObject({ isSame: true, differences: [] });
  }
});
