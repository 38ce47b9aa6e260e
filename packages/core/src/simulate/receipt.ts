import { digest } from "../math/index.js";
import type { Receipt, SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import { ENGINE_VERSION } from "./engine-version.js";
import { twinDigest } from "./prepare-run.js";
import { simulate } from "./simulate.js";

/** What re-runs a result anywhere: engine, twin, scenario, seed, and the digest to expect. */
export function receipt(result: SimulationResult): Receipt {
  return {
    engine: result.engine,
    twinDigest: result.twinDigest,
    scenario: result.scenario,
    seed: result.scenario.seed,
    resultDigest: digest(result),
  };
}

/** How a receipt compares with a re-run of its scenario. */
export interface ReceiptCheck {
  readonly sameEngine: boolean;
  readonly sameTwin: boolean;
  readonly sameResult: boolean;
  readonly resultDigest: string;
}

/** Runs a receipt's scenario again on a twin; a changed engine or twin says so instead of pretending. */
export function verifyReceipt(given: Receipt, { twin }: { twin: Twin }): ReceiptCheck {
  const again = receipt(simulate(twin, given.scenario));
  return {
    sameEngine: given.engine === ENGINE_VERSION,
    sameTwin: given.twinDigest === twinDigest(twin),
    sameResult: given.resultDigest === again.resultDigest,
    resultDigest: again.resultDigest,
  };
}
