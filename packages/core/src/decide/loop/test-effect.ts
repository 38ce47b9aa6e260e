import { CoreError } from "../../error.js";
import type { Intervention } from "../../schema/scenario.js";
import type { Twin } from "../../schema/twin.js";
import { createOutcomeSampler, type OutcomeByDraw } from "../../simulate/index.js";
import { reaches } from "../slot.js";

/** A test as the engine sees it: some cells, what is done to them, and for how long their purchases count. */
export interface TestSetting {
  readonly brand: string;
  readonly cells: readonly string[];
  readonly interventions: readonly Intervention[];
  readonly measureDays: number;
}

/** The cells that any of the interventions reaches. */
export function cellsReached(twin: Twin, interventions: readonly Intervention[]): string[] {
  return twin.cells
    .filter((cell) =>
      interventions.some(({ persona = null, region = null }) => reaches({ persona, region }, cell)),
    )
    .map(({ key }) => key);
}

/** A twin of the test's cells only. @throws CoreError `no_data` where none is left */
export function testTwin(twin: Twin, cells: readonly string[]): Twin {
  const kept = twin.cells.filter(({ key }) => cells.includes(key));
  if (kept.length > 0) return { ...twin, cells: kept };
  throw new CoreError("no_data", "the action reaches no cell of the twin: nobody could take part");
}

/** Change of the brand's mean share in the test's cells, and what is sold there; over the draws. */
export function testEffect(
  twin: Twin,
  { brand, cells, interventions, measureDays }: TestSetting,
  {
    seed = 0,
    draws = 0,
    margin = {},
  }: { seed?: number; draws?: number; margin?: Readonly<Record<string, number>> } = {},
): {
  readonly share: Float64Array;
  readonly baseline: Float64Array;
  readonly acted: OutcomeByDraw;
  readonly nothing: OutcomeByDraw;
  readonly margins: Readonly<Record<string, Float64Array | null>>;
} {
  const sampler = createOutcomeSampler(testTwin(twin, cells), {
    durationDays: measureDays,
    seed,
    draws,
    margin,
  });
  const acted = sampler.sample(interventions);
  const nothing = sampler.sample([]);
  const j = twin.brands.indexOf(brand);
  const [share, baseline] = [acted.share[j], nothing.share[j]];
  if (!share || !baseline) {
    throw new CoreError("unknown_brand", `unknown brand ${JSON.stringify(brand)}`, [
      { pointer: "/brand", detail: `expected one of ${twin.brands.join(", ")}` },
    ]);
  }
  return {
    share: share.map((value, d) => value - (baseline[d] ?? 0)),
    baseline,
    acted,
    nothing,
    margins: sampler.margins,
  };
}
