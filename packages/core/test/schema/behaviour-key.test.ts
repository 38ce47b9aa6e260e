import { expect, it } from "vitest";
import { parseBehaviourLine } from "../../src/pipeline/index.js";
import { behaviourKey } from "../../src/schema/behaviour-key.js";

it("is the key that a record is given", () => {
  for (const name of ["新鮮人", 'a "quoted"\\ name', "Taipei", "0"]) {
    const line = {
      timestamp: "2026-01-01 02:00:00",
      group: name,
      region: name,
      brand_percentages: { "7-11": 40, Other: 60 },
    };
    const parsed = parseBehaviourLine(JSON.stringify(line));
    expect(parsed).toMatchObject({ ok: true });
    if (parsed.ok) expect(parsed.record.key).toBe(behaviourKey(parsed.record));
  }
});
