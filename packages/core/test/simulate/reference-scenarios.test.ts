import { expect, it } from "vitest";
import { receipt, simulate, verifyReceipt } from "../../src/index.js";
import { REFERENCE_SCENARIOS } from "./reference-scenarios.js";

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

it("every receipt verifies after a journey through JSON", () => {
  for (const { name, twin, scenario } of REFERENCE_SCENARIOS) {
    if (twin.cells.length > 100) continue;
    const sent = JSON.stringify(receipt(simulate(twin, scenario)));
    const check = verifyReceipt(JSON.parse(sent), { twin: JSON.parse(JSON.stringify(twin)) });
    expect(check, name).toMatchObject({ isSame: true, differences: [] });
  }
});
