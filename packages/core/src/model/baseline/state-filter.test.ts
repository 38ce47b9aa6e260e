import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { advance, deviation, expect as foretell, learn, startState } from "./state-filter.js";
import { reachOf } from "./wander.js";

interface Reference {
  source: string;
  x: number[];
  y: (number | null)[];
  levelVariance: number;
  mean: number[];
  standardError: number[];
}

const reference = JSON.parse(
  readFileSync(new URL("../../../test/model/state-filter-reference.json", import.meta.url), "utf8"),
) as Reference;

const wander = { level: reference.levelVariance, slope: 0, damping: 0, short: 0, persistence: 0 };

it(`foretells as ${reference.source}`, () => {
  const state = startState({ wander, noise: 1, priors: Float64Array.of(1e6) }, Int32Array.of(0, 0));
  const n = reference.y.length;
  reference.y.forEach((y, t) => {
    advance(state, t === 0 ? 0 : 1);
    if (y !== null) learn(state, { x: Float64Array.of(1, reference.x[t]!), y });
  });
  const reach = reachOf(wander, 10);
  reference.mean.forEach((mean, i) => {
    const question = { x: Float64Array.of(1, reference.x[n + i]!), ahead: i + 1, reach };
    expect(foretell(state, question)).toBeCloseTo(mean, 4);
    expect(deviation(state, question)).toBeCloseTo(reference.standardError[i]!, 4);
  });
});

it("reaches ahead as it does step by step", () => {
  const slow = { level: 0.2, slope: 0.01, damping: 0.9, short: 0.5, persistence: 0.6 };
  const start = () => {
    const state = startState(
      { wander: slow, noise: 2, priors: Float64Array.of(3) },
      Int32Array.of(0),
    );
    for (const y of [1, 2, 4, 3, 5]) {
      advance(state, 1);
      learn(state, { x: Float64Array.of(1), y });
    }
    return state;
  };
  const reach = reachOf(slow, 8);
  const x = Float64Array.of(1);
  const far = { x, ahead: 8, reach };
  const near = { x, ahead: 0, reach };
  const moved = start();
  advance(moved, 8);
  expect(foretell(moved, near)).toBeCloseTo(foretell(start(), far), 12);
  expect(deviation(moved, near)).toBeCloseTo(deviation(start(), far), 12);
});

it("lets an outlier move the state no further than two and a half deviations would", () => {
  const after = (y: number) => {
    const state = startState({ wander, noise: 1, priors: Float64Array.of(10) }, Int32Array.of(0));
    for (const value of [0, 0.1, -0.1, 0, 0.2, -0.2, y]) {
      advance(state, 1);
      learn(state, { x: Float64Array.of(1), y: value });
    }
    return foretell(state, { x: Float64Array.of(1), ahead: 1, reach: reachOf(wander, 1) });
  };
  expect(after(1e6)).toBeLessThan(after(4));
  expect(after(3)).toBeGreaterThan(after(1));
});
