import { afterAll, describe, expect, it } from "vitest";
import { parseModel } from "../../src/index.js";
import { FITS, type FitName } from "../../src/job/fit-table.js";
import { startAnalyst } from "../../src/node/index.js";
import { EXPECTED_MODELS, modelDigest, PROBE_FITS, probeName } from "./model-probe.js";

const analyst = startAnalyst({ workers: 2 });
afterAll(() => analyst.end());

type AnyFit = (rows: unknown, options: object) => object;
const fits: Record<string, unknown> = FITS;

it("has a probe of every fit but the twin's, which has its own", () => {
  const probed = new Set(PROBE_FITS.map(([name]) => name));
  const missing = Object.keys(FITS).filter((name) => !/twin/i.test(name) && !probed.has(name));
  expect(missing).toEqual([]);
});

describe.each(PROBE_FITS.map((probe) => [probeName(probe), probe] as const))(
  "%s",
  (name, probe) => {
    const [fit, rows, options] = probe;
    const stages: number[] = [];
    const model = (fits[fit] as AnyFit)(rows, {
      ...options,
      onProgress: ({ done }: { done: number }) => stages.push(done),
    });

    it("gives the pinned bits, here and in a thread", async () => {
      expect(modelDigest(model)).toBe(EXPECTED_MODELS[name]);
      const there = await analyst.fit(fit as FitName, rows as never, options as never);
      expect(modelDigest(there)).toBe(EXPECTED_MODELS[name]);
    });

    it("is plain JSON that validates on the way back in", () => {
      const back = parseModel(JSON.parse(JSON.stringify(model)));
      expect(back).toEqual(model);
    });

    it("tells how far it is, and ends where it is told to", () => {
      expect(stages.length).toBeGreaterThan(0);
      for (const done of stages) {
        expect(done).toBeGreaterThanOrEqual(0);
        expect(done).toBeLessThanOrEqual(1);
      }
      const stop = new Error("enough");
      const onProgress = () => {
        throw stop;
      };
      expect(() => (fits[fit] as AnyFit)(rows, { ...options, onProgress })).toThrow(stop);
    });
  },
);

it.each([
  ["no model", null],
  ["no model", { rows: 3 }],
  ["a model of kind demand", { kind: "demand", version: 1 }],
  ["a model of kind unheard-of", { kind: "unheard-of" }],
])("refuses what is %s", (found, value) => {
  expect(() => parseModel(value)).toThrow(
    expect.objectContaining({ code: "invalid_input", message: expect.stringContaining(found) }),
  );
});

it("bootstraps to the same numbers whatever the number of workers", async () => {
  const [, rows, options] = PROBE_FITS.find(([name]) => name === "demand") ?? [];
  const ask = {
    options: options as never,
    groupKey: "group",
    quantities: ["/elasticities/a"],
    replicates: 12,
    seed: 4,
  };
  const alone = startAnalyst({ workers: 1 });
  const [one, two] = await Promise.all([
    alone.bootstrap("demand", rows as never, ask),
    analyst.bootstrap("demand", rows as never, ask),
  ]);
  alone.end();
  expect(two).toEqual(one);
  expect(one.replicates).toBe(12);
  const own = one.spread["/elasticities/a/a/value"];
  expect(own?.lower).toBeLessThan(own?.mean ?? 0);
  expect(own?.upper).toBeGreaterThan(own?.mean ?? 0);
  await expect(
    analyst.bootstrap("demand", rows as never, { ...ask, groupKey: "nothing" }),
  ).rejects.toMatchObject({ code: "unknown_key" });
  await expect(
    analyst.bootstrap("demand", rows as never, { ...ask, quantities: ["/nothing"] }),
  ).resolves.toMatchObject({ refused: { "found nothing at /nothing": 12 }, spread: {} });
});
