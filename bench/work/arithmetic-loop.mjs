/**
 * Prints ns a call of exp, log and pow, ours and the engine's, over the same arguments.
 *
 *     node bench/work/arithmetic-loop.mjs SECONDS
 */
import { exp, log, pow } from "@cdp-whatif/core";

const seconds = Number(process.argv[2] ?? 1);
const COUNT = 4096;
const spread = Float64Array.from({ length: COUNT }, (_, i) => ((i * 2654435761) % COUNT) / COUNT);
const small = spread.map((x) => 20 * x - 10);
const positive = spread.map((x) => 0.001 + 50 * x);

/** @type {Record<string, { ours: (i: number) => number, engine: (i: number) => number }>} */
const functions = {
  exp: { ours: (i) => exp(small[i] ?? 0), engine: (i) => Math.exp(small[i] ?? 0) },
  log: { ours: (i) => log(positive[i] ?? 1), engine: (i) => Math.log(positive[i] ?? 1) },
  pow: {
    ours: (i) => pow(positive[i] ?? 1, small[i] ?? 0),
    engine: (i) => (positive[i] ?? 1) ** (small[i] ?? 0),
  },
};

/** @param {(i: number) => number} call @param {number} time - seconds */
function nanoseconds(call, time) {
  const from = performance.now();
  let calls = 0;
  let sum = 0;
  while (performance.now() - from < time * 1000) {
    for (let i = 0; i < COUNT; i++) sum += call(i);
    calls += COUNT;
  }
  if (Number.isNaN(sum)) throw new Error("the sum of results is not a number");
  return ((performance.now() - from) * 1e6) / calls;
}

/** @type {Record<string, { ours: number, engine: number }>} */
const found = {};
for (const [name, { ours, engine }] of Object.entries(functions)) {
  nanoseconds(ours, 0.1);
  nanoseconds(engine, 0.1);
  found[name] = { ours: nanoseconds(ours, seconds), engine: nanoseconds(engine, seconds) };
}
console.log(JSON.stringify(found));
