import { CoreError } from "../error.js";
import { canonicalJson } from "../math/index.js";
import { canonicalAround } from "../math/text-around.js";
import { createPieceHasher, type PieceHasher } from "../math/text-hasher.js";
import type { Scenario } from "../schema/scenario.js";
import { Receipt, type SimulationResult } from "../schema/simulation-result.js";
import type { Twin } from "../schema/twin.js";
import type { Reason } from "../schema/verdict.js";
import { ENGINE_VERSION } from "./engine-version.js";
import { createKeptBytes } from "./kept-bytes.js";
import { isOfTwin, twinDigest } from "./prepare-run.js";
import { simulate } from "./simulate.js";

/** Canonical JSON of the backtest that a result took over from its twin, most of what a short answer says. */
const backtestBytes = /* @__PURE__ */ createKeptBytes(canonicalJson);

const hashPieces = /* @__PURE__ */ createPieceHasher();

/** Which arithmetic makes digests: core's own unless told, which is slower than that of most platforms. */
export interface ReceiptOptions {
  /** SHA-256, such as `nodePieceHasher` of `@cdp-whatif/core/node`. */
  readonly hash?: PieceHasher | undefined;
}

/** What re-runs a result anywhere: engine, twin, scenario, seed, and the digest to expect. */
export function receipt(
  result: SimulationResult,
  { hash = hashPieces }: ReceiptOptions = {},
): Receipt {
  return {
    engine: result.engine,
    twinDigest: result.twinDigest,
    scenario: result.scenario,
    seed: result.scenario.seed,
    resultDigest: hash(canonicalPieces(result)),
  };
}

function canonicalPieces(result: SimulationResult): (string | Uint8Array)[] {
  const { backtest } = result.provenance;
  if (!isOfTwin(backtest)) return [canonicalJson(result)];
  const [before, behind] = canonicalAround(result, ["provenance", "backtest"]);
  return [before, backtestBytes(backtest), behind];
}

/** How a receipt compares with a re-run of its scenario. */
export interface ReceiptCheck {
  /** Whether engine, twin, scenario and result are all what the receipt says. */
  readonly isSame: boolean;
  readonly sameEngine: boolean;
  readonly sameTwin: boolean;
  /** Whether this engine reads the scenario as the receipt has it: no field that it must add. */
  readonly sameScenario: boolean;
  readonly sameResult: boolean;
  readonly resultDigest: string;
  /** What differs, the likely cause first: `sentence` says each. */
  readonly differences: readonly Reason[];
}

/** Characters of a digest that are enough to tell two apart. */
const SHOWN = 12;

/**
 * Runs a receipt's scenario again on a twin; a changed engine, twin or scenario says so instead of pretending.
 *
 * @param given - a receipt, or what was read from where one was kept
 * @throws CoreError `invalid_input` for what is no receipt; as `simulate` does where the twin cannot be asked this
 */
export function verifyReceipt(
  given: unknown,
  { twin, hash }: { readonly twin: Twin } & ReceiptOptions,
): ReceiptCheck {
  const { engine, twinDigest: madeOn, resultDigest, scenario, written } = read(given);
  const again = receipt(simulate(twin, scenario), { hash });
  const added = fieldsAdded(written, scenario);
  const differences: Reason[] = [];
  if (engine !== ENGINE_VERSION) {
    differences.push({ code: "receipt_engine", values: { made: engine, here: ENGINE_VERSION } });
  }
  if (madeOn !== twinDigest(twin)) {
    const values = { made: madeOn.slice(0, SHOWN), here: twinDigest(twin).slice(0, SHOWN) };
    differences.push({ code: "receipt_twin", values });
  }
  if (added.length > 0) {
    differences.push({ code: "receipt_scenario", values: { fields: added.join(", ") } });
  }
  if (resultDigest !== again.resultDigest) {
    const values = { made: resultDigest.slice(0, SHOWN), here: again.resultDigest.slice(0, SHOWN) };
    const isExplained = differences.length > 0;
    differences.push({ code: isExplained ? "receipt_result" : "receipt_forged", values });
  }
  const has = (...codes: string[]) => differences.some(({ code }) => codes.includes(code));
  return {
    isSame: differences.length === 0,
    sameEngine: !has("receipt_engine"),
    sameTwin: !has("receipt_twin"),
    sameScenario: !has("receipt_scenario"),
    sameResult: !has("receipt_result", "receipt_forged"),
    resultDigest: again.resultDigest,
    differences,
  };
}

/** A receipt with its scenario as this engine reads it, and as it is written. */
function read(given: unknown): Receipt & { written: object } {
  const parsed = Receipt.safeParse(given);
  if (!parsed.success) {
    throw new CoreError(
      "invalid_input",
      "not a receipt",
      parsed.error.issues.map(({ path, message }) => ({
        pointer: `/${path.join("/")}`,
        detail: message,
      })),
    );
  }
  const { scenario, seed } = parsed.data;
  if (seed !== scenario.seed) {
    throw new CoreError("invalid_input", "a receipt whose seed is not its scenario's", [
      { pointer: "/seed", detail: `found ${seed}, expected ${scenario.seed}` },
    ]);
  }
  return { ...parsed.data, written: (given as { scenario: object }).scenario };
}

/** JSON pointers of the fields that reading a scenario adds to it. */
function fieldsAdded(written: unknown, scenario: Scenario): string[] {
  const found: string[] = [];
  const compare = (before: unknown, after: unknown, pointer: string) => {
    if (typeof after !== "object" || after === null) {
      if (before === undefined) found.push(pointer);
      return;
    }
    for (const [key, value] of Object.entries(after)) {
      const own =
        typeof before === "object" && before !== null ? Reflect.get(before, key) : undefined;
      if (own === undefined) found.push(`${pointer}/${key}`);
      else compare(own, value, `${pointer}/${key}`);
    }
  };
  if (canonicalJson(written) !== canonicalJson(scenario)) compare(written, scenario, "");
  return found;
}
