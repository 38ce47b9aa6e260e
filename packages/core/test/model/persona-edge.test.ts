import { describe, expect, it } from "vitest";
import {
  type CoreError,
  fitPersonas,
  PersonaModel,
  type PersonaOptions,
  type TraitRow,
} from "../../src/index.js";
import { plantCustomers, scatterCustomers } from "./planted-customers.js";

describe("edges of personas", () => {
  const rows = (values: readonly number[][]): TraitRow[] =>
    values.map((row, i) => ({
      id: `c${i}`,
      traits: Object.fromEntries(row.map((value, j) => [`x${j}`, value])),
    }));
  const quiet: PersonaOptions = { resamples: 2 };
  const isPlain = (value: unknown): boolean =>
    typeof value === "number"
      ? Number.isFinite(value)
      : value === null || typeof value !== "object" || Object.values(value).every(isPlain);

  it.each<[string, TraitRow[], PersonaOptions]>([
    ["too_few_rows", [], {}],
    ["no_variation", rows([[1, 2]]), {}],
    ["no_variation", rows([[1], [1], [1]]), {}],
    ["too_few_rows", rows([[1], [2], [3]]), { k: 4 }],
    ["out_of_range", rows([[1], [2], [3]]), { k: 0 }],
    ["out_of_range", rows([[1], [2], [3]]), { k: { min: 3, max: 2 } }],
    ["not_finite", rows([[1], [Number.NaN]]), {}],
    ["not_finite", rows([[1], [Number.POSITIVE_INFINITY]]), {}],
    ["invalid_input", [...rows([[1]]), ...rows([[2]])], {}],
    ["invalid_input", [{ id: "a", traits: {} }], {}],
  ])("refuse with %s", (code, given, options) => {
    expect(() => fitPersonas(given, options)).toThrow(expect.objectContaining({ code }));
  });

  it("name the id that is there twice and the trait that is no number", () => {
    const said = (given: TraitRow[]) => {
      try {
        fitPersonas(given);
      } catch (error) {
        return (error as CoreError).message;
      }
      return "";
    };
    expect(said([...rows([[1]]), ...rows([[2]])])).toContain('"c0"');
    expect(said(rows([[1], [Number.NaN]]))).toMatch(/c1.*x0/s);
  });

  it.each<[string, TraitRow[], PersonaOptions, string | null]>([
    [
      "two customers",
      rows([
        [1, 5],
        [2, 6],
      ]),
      quiet,
      null,
    ],
    [
      "a constant trait",
      rows([
        [1, 7],
        [2, 7],
        [9, 7],
        [8, 7],
      ]),
      quiet,
      "trait_constant",
    ],
    ["collinear traits", rows([1, 2, 4, 8, 9, 3].map((x) => [x, 2 * x])), quiet, "trait_collinear"],
    [
      "fewer different rows than k",
      rows([[1], [1], [1], [2]]),
      { ...quiet, k: 3 },
      "fewer_personas",
    ],
    [
      "units of 1e9",
      rows([1, 2, 8, 9, 10, 1.5].map((x) => [x * 1e9, x])),
      quiet,
      "trait_collinear",
    ],
    [
      "an absent trait",
      [
        ...rows([
          [1, 2],
          [2, 1],
          [8, 9],
        ]),
        { id: "z", traits: { x0: 8 } },
      ],
      quiet,
      "traits_absent",
    ],
    [
      "k-means of two",
      rows([
        [1, 5],
        [2, 6],
      ]),
      { ...quiet, k: 2, method: "kmeans" },
      null,
    ],
  ])("answer %s without a number that is none", (_, given, options, weakness) => {
    const fitted = fitPersonas(given, options);
    expect(isPlain(fitted)).toBe(true);
    PersonaModel.parse(fitted);
    expect(Object.keys(fitted.assignments)).toHaveLength(given.length);
    const codes = fitted.weaknesses.map(({ code }) => code);
    if (weakness !== null) expect(codes).toContain(weakness);
  });

  it("say that there is no structure where there is none", () => {
    const normal = plantCustomers([{ size: 250, centre: { x: 0, y: 0 }, sd: 1 }], { seed: 2 });
    const scattered = scatterCustomers(250, { traits: ["x", "y"], width: 1, seed: 2 });
    for (const [given, method] of [
      [normal, "auto"],
      [scattered, "auto"],
      [normal, "kmeans"],
    ] as const) {
      const { k, reasons } = fitPersonas(given, { resamples: 0, method });
      expect(k).toBe(1);
      expect(reasons.map(({ code }) => code)).toContain("no_structure");
    }
  });

  it("end where progress throws", () => {
    const stop = () =>
      fitPersonas(plantCustomers([{ size: 20, centre: { x: 1 }, sd: 1 }], { seed: 1 }), {
        onProgress: () => {
          throw new RangeError("stop");
        },
      });
    expect(stop).toThrow(RangeError);
  });
});
