import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as core from "@cdp-whatif/core";
import { build } from "esbuild";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { demoLines, twinOf } from "../../../test/browser/harness-data.js";

/** What both kinds of schema have. */
interface Reader {
  safeParse(value: unknown): {
    readonly success: boolean;
    readonly data?: unknown;
    readonly error?: { readonly issues: readonly object[] };
  };
}

const NAMES = [
  "Scenario",
  "Twin",
  "Catalogue",
  "Parameter",
  "Verdict",
  "SimulationRequest",
] as const;
type Name = (typeof NAMES)[number];
const FUNCTIONS = ["createLineParser", "simulationParameters", "simulateRequest"] as const;
type Core = Pick<typeof core, (typeof FUNCTIONS)[number]> & Record<Name, Reader>;

const { Scenario, Twin, Catalogue, Parameter, Verdict, SimulationRequest } = core;
const zods = { Scenario, Twin, Catalogue, Parameter, Verdict, SimulationRequest };

let folder = "";
let compact: Core;
let twin: core.Twin;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "compact-zod-"));
  const outfile = join(folder, "core.mjs");
  await build({
    // By name, as the worker takes them: what it does not need may use more of zod.
    stdin: {
      contents: `export { ${[...NAMES, ...FUNCTIONS].join(", ")} } from "@cdp-whatif/core";`,
      resolveDir: import.meta.dirname,
    },
    alias: { zod: fileURLToPath(new URL("index.ts", import.meta.url)) },
    bundle: true,
    format: "esm",
    conditions: ["source"],
    outfile,
  });
  compact = (await import(pathToFileURL(outfile).href)) as Core;
  twin = await twinOf(demoLines());
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a reading comes to: the value, or the places and kinds of what is wrong. */
function outcome(schema: Reader, value: unknown): unknown {
  const result = schema.safeParse(value);
  if (result.success) return { data: result.data };
  return (
    result.error?.issues.map((issue) => {
      const { code, path, minimum, maximum, keys, expected, values } = issue as Record<
        string,
        unknown
      >;
      return { code, path, minimum, maximum, keys, expected, values };
    }) ?? []
  );
}

const oddValue = fc.oneof(
  fc.constantFrom(null, undefined, -1, 0, 1, 1.5, 1e99, Number.NaN, Number.POSITIVE_INFINITY),
  fc.constantFrom("", "x", "price_change", "2026-02-29", "2026-03-05", "estimated", true, false),
  fc.constant([]),
  fc.constant({}),
);

/** The value with something else at one place of it, or one key more or less. */
function spoilt(value: unknown, picks: readonly number[], odd: unknown): unknown {
  const [pick = 0, ...rest] = picks;
  if (typeof value !== "object" || value === null || picks.length === 0) return odd;
  const keys = [...Object.keys(value), "unknown key"];
  const key = keys[pick % keys.length] ?? "";
  const copy: unknown = Array.isArray(value) ? [...value] : { ...value };
  const inside: unknown = Reflect.get(value, key);
  if (
    typeof copy === "object" &&
    copy !== null &&
    !(Array.isArray(value) && key === "unknown key")
  ) {
    Reflect.set(copy, key, spoilt(inside, rest, odd));
  }
  return copy;
}

const samples = (): Record<Name, unknown> => ({
  Scenario: {
    interventions: [
      { type: "price_change", price: { FamilyMart: 1.1 } },
      { type: "promotion", brand: "7-11", discount: 0.1 },
      { type: "competition", brand: "7-11", action: "price", strength: 0.5 },
      { type: "external", trigger: "rain", value: 1 },
    ],
    seed: 7,
  },
  Twin: twin,
  Catalogue: core.builtInCatalogue,
  Parameter: twin.points,
  Verdict: twin.verdict,
  SimulationRequest: {
    event_type: "promotion",
    parameters: { bogo: true },
    persona: null,
    draws: 5,
  },
});

it.each(NAMES)("reads %s as zod does, whatever is spoilt in it", (name) => {
  const sample = samples()[name];
  const whole: Reader = zods[name];
  expect(outcome(compact[name], sample)).toEqual(outcome(whole, sample));
  expect(whole.safeParse(sample).success).toBe(true);
  const picks = fc.array(fc.nat(40), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(picks, oddValue, (at, odd) => {
      const value = spoilt(sample, at, odd);
      expect(outcome(compact[name], value)).toEqual(outcome(whole, value));
    }),
    { numRuns: 400, seed: 11 },
  );
});

it("parses lines and rejects them with the same rule, field and words", () => {
  const ours = compact.createLineParser({ catalogue: core.builtInCatalogue });
  const theirs = core.createLineParser({ catalogue: core.builtInCatalogue });
  const lines = demoLines().trim().split("\n");
  const picks = fc.array(fc.nat(20), { minLength: 0, maxLength: 3 });
  fc.assert(
    fc.property(fc.nat(lines.length - 1), picks, oddValue, (i, at, odd) => {
      const value: unknown = JSON.parse(lines[i] ?? "{}");
      const text = JSON.stringify(at.length === 0 ? value : spoilt(value, at, odd));
      expect(ours(text)).toEqual(theirs(text));
    }),
    { numRuns: 600, seed: 12 },
  );
});

it("tells the same parameters and gives the same answer", () => {
  expect(compact.simulationParameters(twin)).toEqual(core.simulationParameters(twin));
  const body = {
    event_type: "price_change",
    parameters: { price: { FamilyMart: 1.2 } },
    draws: 50,
  };
  expect(compact.simulateRequest(twin, body).receipt).toEqual(
    core.simulateRequest(twin, body).receipt,
  );
});
