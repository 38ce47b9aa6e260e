/**
 * Runs scenarios in one thread for a while and prints how many it made a second.
 *
 *     node bench/work/simulate-loop.mjs TWIN.json SECONDS DRAWS series|no-series|wide|wide-paths
 *
 * `wide` asks a twin of 1,000 cells and 10 brands for 12 periods; `wide-paths` for the sums of its paths alone, as the
 * search for recommendations does.
 */
import { readFile } from "node:fs/promises";
import { createOutcomeSampler, Scenario, simulate, Twin } from "@cdp-whatif/core";
import { widened } from "./wide-twin.mjs";

const [file = "", secondsText = "5", drawsText = "500", path = "no-series"] = process.argv.slice(2);
const isWide = path.startsWith("wide");
const fitted = Twin.parse(JSON.parse(await readFile(file, "utf8")));
const twin = isWide ? widened(fitted, { cells: 1000, brands: 10 }) : fitted;
const draws = Number(drawsText);
const durationDays = isWide ? 12 * twin.periodDays : 30;

/** No two are equal. @param {number} seed @returns {Parameters<typeof simulate>[1]} */
function scenario(seed) {
  const level = (seed % 997) / 997;
  const brand = twin.brands[seed % twin.brands.length] ?? "";
  const interventions = [
    { type: /** @type {const} */ ("price_change"), price: { [brand]: 0.8 + 0.4 * level } },
    { type: /** @type {const} */ ("promotion"), brand, pointMultiplier: 1 + 2 * level },
  ];
  const one = interventions[seed % 2];
  const series = path === "series";
  return { interventions: one ? [one] : [], seed, draws, durationDays, series };
}

const sampler = createOutcomeSampler(twin, { durationDays, seed: 0, draws });

/** @param {number} seed @returns {boolean} whether it was refused */
function runOne(seed) {
  if (path !== "wide-paths") return simulate(twin, scenario(seed)).verdict.status === "refused";
  sampler.sample(Scenario.parse(scenario(seed)).interventions);
  return false;
}

/** @param {number} seconds @param {number} firstSeed */
function loop(seconds, firstSeed) {
  const from = performance.now();
  const before = process.cpuUsage();
  let runs = 0;
  let refused = 0;
  while (performance.now() - from < seconds * 1000) {
    if (runOne(firstSeed + runs)) refused += 1;
    runs += 1;
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  return { runs, refused, milliseconds, seconds: (performance.now() - from) / 1000 };
}

loop(1, 1_000_000); // the engine compiles what is hot
const { runs, refused, milliseconds, seconds } = loop(Number(secondsText), 0);
console.log(JSON.stringify({ rate: runs / seconds, cost: milliseconds / runs, refused }));
