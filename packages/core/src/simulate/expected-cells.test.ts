import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryCase } from "../../test/twin/arbitrary-twin.js";
import { exampleTwin } from "../../test/twin/example-twin.js";
import { simulate } from "./simulate.js";

describe("cells whose expected paths are carried together", () => {
  it("come to what each comes to alone, to the last bit", () => {
    fc.assert(
      fc.property(arbitraryCase(4), ({ twin, interventions, durationDays }) => {
        const asked = { interventions, durationDays, draws: 0 };
        const together = simulate(twin, asked);
        for (const { key, persona, region } of twin.cells) {
          const alone = simulate(twin, { ...asked, persona, region });
          for (const part of ["results", "baseline", "change", "incidence"] as const) {
            expect(together[part][key]).toStrictEqual(alone[part][key]);
          }
        }
        // With series each cell is carried by itself.
        const apart = simulate(twin, { ...asked, series: true });
        expect({ ...together, scenario: null }).toStrictEqual({
          ...apart,
          scenario: null,
          series: null,
        });
      }),
      { numRuns: 40 },
    );
  });

  it("leave nothing behind for the next question", () => {
    const twin = exampleTwin();
    const asked = (discount: number, draws: number) => ({
      interventions: [{ type: "promotion" as const, brand: "7-11", discount, region: "R1" }],
      draws,
    });
    const first = [0, 40].map((draws) => simulate(twin, asked(0.1, draws)));
    for (const draws of [40, 0, 41]) simulate(twin, asked(0.4, draws));
    expect([0, 40].map((draws) => simulate(twin, asked(0.1, draws)))).toStrictEqual(first);
  });
});
