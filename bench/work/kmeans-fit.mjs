/**
 * Fits k-means to generated points and prints how long it took and what was left around the centres.
 *
 *     node bench/work/kmeans-fit.mjs [ROWS 100000] [COLUMNS 8] [K 8] [RESTARTS 10] [RUNS 3]
 */
import { kMeans } from "@cdp-whatif/core";

const [rows = 100_000, columns = 8, k = 8, restarts = 10, runs = 3] = process.argv
  .slice(2)
  .map(Number);

/** Points around k centres, from the written-out generator that kmeans_fit.py repeats. */
function generate() {
  let state = 12345;
  const next = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const centres = Float64Array.from({ length: k * columns }, () => 20 * next() - 10);
  const values = new Float64Array(rows * columns);
  const a = new Float64Array(columns);
  for (let i = 0; i < rows; i++) {
    const label = Math.floor(k * next());
    for (let j = 0; j < columns; j++) a[j] = next();
    for (let j = 0; j < columns; j++) {
      const radius = Math.sqrt(-2 * Math.log(Math.max(a[j] ?? 0, 1e-12)));
      const at = i * columns + j;
      values[at] =
        (centres[label * columns + j] ?? 0) + 2.5 * radius * Math.cos(2 * Math.PI * next());
    }
  }
  return { values, rows, columns };
}

const points = generate();
const seconds = [];
let inertia = 0;
for (let run = 0; run < runs; run++) {
  const from = performance.now();
  ({ inertia } = kMeans(points, { k, restarts, seed: run }));
  seconds.push((performance.now() - from) / 1000);
}
seconds.sort((x, y) => x - y);
console.log(JSON.stringify({ seconds: seconds[Math.floor(runs / 2)], inertia }));
