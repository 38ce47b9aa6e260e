/**
 * Prints the seconds of a bootstrap of a choice model on made purchases, threads started before.
 *
 *     node bench/work/bootstrap-threads.mjs WORKERS
 */
import { purposeId, uniformSource } from "@cdp-whatif/core";
import { startAnalyst } from "@cdp-whatif/core/node";

const HOUSEHOLDS = 300;
const next = uniformSource(1, 0, purposeId("bench"));
const names = ["a", "b", "c", "d"];
const occasions = Array.from({ length: 10 * HOUSEHOLDS }, (_, i) => {
  const alternatives = Object.fromEntries(names.map((name) => [name, { price: 1 + next() }]));
  const utilities = names.map(
    (name) => -3 * (alternatives[name]?.price ?? 0) - Math.log(-Math.log(next())),
  );
  const chosen = names[utilities.indexOf(Math.max(...utilities))] ?? "a";
  return { chooserId: `h${i % HOUSEHOLDS}`, at: Math.floor(i / HOUSEHOLDS), chosen, alternatives };
});
const analyst = startAnalyst({ workers: Number(process.argv[2] ?? 1) });
const options = { attributes: ["price"], loyalty: /** @type {const} */ (false), classes: 1 };
const bootstrap = (/** @type {number} */ replicates) =>
  analyst.bootstrap("choice", occasions, {
    options,
    groupKey: "chooserId",
    quantities: ["/coefficients"],
    replicates,
  });
await bootstrap(8);
const from = performance.now();
await bootstrap(40);
console.log(JSON.stringify({ seconds: (performance.now() - from) / 1000 }));
analyst.end();
