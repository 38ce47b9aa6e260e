import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  backtestTransitions,
  fitTransitions,
  predictTransitions,
  TransitionModel,
} from "./index.js";

const codeOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return (error as { code?: string }).code;
  }
  return "no error";
};
const codesOf = ({ weaknesses }: { weaknesses: readonly { code: string }[] }) =>
  weaknesses.map(({ code }) => code);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const word = fc.constantFrom("a", "b", "c", "d");
const panel = fc.array(fc.array(word, { maxLength: 8 }), { minLength: 1, maxLength: 20 });

describe("transitions of sequences", () => {
  it("are rows of shares inside their intervals, whatever the sequences", () => {
    fc.assert(
      fc.property(panel, (sequences) => {
        const states = new Set(sequences.flat());
        fc.pre(states.size > 1 && sequences.some((sequence) => sequence.length > 1));
        const cells = sequences.map((_, s) => `c${s % 4}`);
        const personas = sequences.map((_, s) => `p${s % 2}`);
        const model = fitTransitions(sequences, { cells, personas });
        expect(TransitionModel.parse(JSON.parse(JSON.stringify(model)))).toEqual(model);
        for (const rows of [
          model,
          ...Object.values(model.cells),
          ...Object.values(model.personas),
        ]) {
          rows.matrix.forEach((row, i) => {
            expect(sum(row)).toBeCloseTo(1, 9);
            row.forEach((share, j) => {
              expect(rows.lower[i]?.[j]).toBeLessThanOrEqual(share + 1e-9);
              expect(rows.upper[i]?.[j]).toBeGreaterThanOrEqual(share - 1e-9);
            });
          });
        }
        const after = model.states.map((_, j) =>
          sum(model.stationary.map((share, i) => share * (model.matrix[i]?.[j] ?? 0))),
        );
        after.forEach((share, j) => {
          expect(share).toBeCloseTo(model.stationary[j] ?? 0, 9);
        });
      }),
      { numRuns: 8 },
    );
  });

  it("do not depend on the order of sequences", () => {
    const sequences = Array.from({ length: 12 }, (_, s) => ["a", "b", s % 3 ? "a" : "c", "b"]);
    const { backtest: _, ...one } = fitTransitions(sequences, { backtest: false });
    const { backtest: __, ...other } = fitTransitions([...sequences].reverse(), {
      backtest: false,
    });
    expect(other).toEqual(one);
  });

  it("give the maximum likelihood without a prior", () => {
    const { matrix, frequencies } = fitTransitions([["a", "b", "b", "a", "b"]], {
      concentration: 0,
    });
    expect(matrix).toEqual(frequencies);
    expect(frequencies).toEqual([
      [0, 1],
      [0.5, 0.5],
    ]);
  });

  it("shrink cells the more to their persona, the less is known of them", () => {
    const stays = Array.from({ length: 30 }, () => ["a", "a", "a", "b", "b", "b"]);
    const moves = Array.from({ length: 30 }, () => ["a", "b", "a", "b", "a", "b"]);
    const model = fitTransitions([...stays, ...moves, ["a", "b"]], {
      cells: [...stays.map(() => "s1"), ...moves.map(() => "m1"), "s2"],
      personas: [...stays.map(() => "stays"), ...moves.map(() => "moves"), "stays"],
      backtest: false,
    });
    const stay = (name: string) => model.cells[name]?.matrix[0]?.[0] ?? Number.NaN;
    expect(stay("s1")).toBeGreaterThan(0.6);
    expect(stay("m1")).toBeLessThan(0.1);
    expect(stay("s2")).toBeGreaterThan(stay("m1"));
    expect(predictTransitions(model, { from: "a", cell: "s1" }).probabilities.a).toBe(stay("s1"));
  });

  it("find an absorbing state, and where it leads", () => {
    const sequences = Array.from({ length: 60 }, (_, s) => [
      "on",
      ...(s % 2 ? ["on"] : []),
      "off",
      "off",
      "off",
    ]);
    const model = fitTransitions(sequences);
    expect(model.absorbing).toEqual([
      expect.objectContaining({ state: "off", stays: 120, established: true }),
    ]);
    expect(codesOf(model)).toContain("absorbing_state");
    expect(model.stationary).toEqual([1, 0]);
  });

  it("say where the long run depends on the start", () => {
    const sequences = Array.from({ length: 80 }, (_, s) =>
      s % 2
        ? ["x", s % 4 === 1 ? "a" : "b", ...Array(5).fill(s % 4 === 1 ? "a" : "b")]
        : ["x", "y", "x"],
    );
    const model = fitTransitions(sequences);
    expect(codesOf(model)).toContain("long_run_depends_on_start");
    expect(model.stationary[0]).toBeCloseTo(0.5, 1);
  });

  it("test order and change over time", () => {
    const alternating = Array.from({ length: 40 }, (_, s) =>
      s % 2 ? ["a", "a", "b", "b", "a", "a", "b", "b"] : ["b", "b", "a", "a", "b", "b", "a", "a"],
    );
    const { order, second } = fitTransitions(alternating);
    expect(order.firstAgainstSecond.pValue).toBeLessThan(1e-6);
    expect(order.chosen).toBe("second");
    expect(second).not.toBeNull();
    const turning = Array.from({ length: 40 }, (_, s) =>
      s % 2 ? [..."aaaaaaababab"] : [..."bbbbbbbababa"],
    );
    const model = fitTransitions(turning);
    expect(model.homogeneity.time?.pValue).toBeLessThan(1e-6);
  });

  it("foretell by the chosen order, and stay shares however far ahead", () => {
    const sequences = Array.from({ length: 40 }, () => ["a", "a", "b", "b", "a", "a", "b", "b"]);
    const model = fitTransitions(sequences);
    const next = predictTransitions(model, { history: ["b", "a"] });
    expect(next.by).not.toBe("matrix");
    expect(next.probabilities.a).toBeGreaterThan(0.8);
    const far = predictTransitions(model, { shares: { a: 3, b: 1 }, steps: 1000 });
    expect(sum(Object.values(far.probabilities))).toBeCloseTo(1, 9);
    expect(far.lower?.a).toBeLessThanOrEqual(far.probabilities.a ?? 0);
    expect(predictTransitions(model, { from: "a", steps: 0, draws: 0 })).toEqual({
      probabilities: { a: 1, b: 0 },
      lower: null,
      upper: null,
      by: "matrix",
    });
  });

  it.each<[string, string, readonly (readonly string[])[], object]>([
    ["nothing", "too_few_rows", [], {}],
    ["single states", "too_few_rows", [["a"], ["b"]], {}],
    ["one state", "no_variation", [["a", "a"]], {}],
    ["an empty name", "invalid_input", [["a", ""]], {}],
    ["a missing name", "invalid_input", [["a", undefined as unknown as string]], {}],
    ["a state that is not listed", "unknown_key", [["a", "z"]], { states: ["a", "b"] }],
    ["cells of another length", "invalid_input", [["a", "b"]], { cells: [] }],
    [
      "a cell of two personas",
      "invalid_input",
      [
        ["a", "b"],
        ["a", "b"],
      ],
      { cells: ["c", "c"], personas: ["p", "q"] },
    ],
    ["a level of 1", "out_of_range", [["a", "b"]], { level: 1 }],
  ])("refuse %s with %s", (_, code, sequences, options) => {
    expect(codeOf(() => fitTransitions(sequences, options))).toBe(code);
  });

  it("refuse questions about what they do not know", () => {
    const model = fitTransitions([["a", "b", "a"]]);
    expect(codeOf(() => predictTransitions(model, { from: "z" }))).toBe("unknown_key");
    expect(codeOf(() => predictTransitions(model, { from: "a", cell: "toString" }))).toBe(
      "unknown_key",
    );
    expect(codeOf(() => predictTransitions(model, {}))).toBe("invalid_input");
    expect(codeOf(() => predictTransitions(model, { shares: { a: 0 } }))).toBe("out_of_range");
    expect(codeOf(() => backtestTransitions([["a", "b"]]))).toBe("too_few_rows");
  });
});
