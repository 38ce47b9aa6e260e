import { describe, expect, it } from "vitest";
import { normal, purposeId } from "../../math/index.js";
import { dateOfDay } from "../../schema/index.js";
import { Baseline } from "./baseline.js";
import { explainBaseline } from "./explain-baseline.js";
import { fitBaseline } from "./fit-baseline.js";
import { predictBaseline } from "./predict-baseline.js";

const START = 19000;
const NOISE = purposeId("between trees test noise");
const noise = (t: number, seed: number) => normal(seed, 0, t, NOISE);

describe("trees between", () => {
  const withX = (n: number, value: (x: number, t: number) => number | null) =>
    Array.from({ length: n }, (_, t) => {
      const x = noise(t, 5);
      return { date: dateOfDay(START + t), value: value(x, t), x };
    });
  // Steps that no line and no curve follows.
  const stepped = withX(280, (x, t) => 20 + (x > 0 === t % 7 > 3 ? 10 : 0) + noise(t, 6));

  it("speak where steps act together, in forecasts whose parts still sum", () => {
    const fitted = Baseline.parse(
      JSON.parse(JSON.stringify(fitBaseline(stepped, { regressors: ["x"] }))),
    );
    expect(fitted.between?.weight).toBeGreaterThan(0.3);
    const asked = stepped.slice(100, 120);
    const forecasts = predictBaseline(fitted, asked);
    explainBaseline(fitted, asked).forEach(({ date: _, value, ...parts }, i) => {
      expect(value).toBe(forecasts[i]!.value);
      const sum = Object.values(parts).reduce((total, part) => total + part, 0);
      expect(sum).toBeCloseTo(value, 9);
    });
    // Beyond the last row they are silent.
    const later = [{ date: dateOfDay(START + 281), x: 1 }];
    expect(predictBaseline({ ...fitted, between: null }, later)).toEqual(
      predictBaseline(fitted, later),
    );
  });

  it("are silent where the smooth model errs nowhere", () => {
    const fitted = fitBaseline(
      withX(220, () => 5),
      { regressors: ["x"] },
    );
    expect(Baseline.parse(fitted).between).toBeNull();
  });
});
