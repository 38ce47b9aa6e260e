/**
 * Runs scenarios in one thread for a while and prints how many it made a second.
 *
 *     node bench/work/simulate-loop.mjs TWIN.json SECONDS DRAWS series|no-series
 */
import { readFile } from "node:fs/promises";
import { simulate, Twin } from "@cdp-whatif/core";

const [file = "", secondsText = "5", drawsText = "500", path = "no-series"] = process.argv.slice(2);
const twin = Twin.parse(JSON.parse(await readFile(file, "utf8")));
const draws = Number(drawsText);

/** No two are equal. @param {number} seed @returns {Parameters<typeof simulate>[1]} */
function scenario(seed) {
  const level = (seed % 997) / 997;
  const brand = twin.brands[seed % twin.brands.length] ?? "";
  const interventions = [
    { type: /** @type {const} */ ("price_change"), price: { [brand]: 0.8 + 0.4 * level } },
    { type: /** @type {const} */ ("promotion"), brand, pointMultiplier: 1 + 2 * level },
  ];
  const one = interventions[seed % 2];
  return { interventions: one ? [one] : [], seed, draws, series: path === "series" };
}

/** @param {number} seconds @param {number} firstSeed */
function loop(seconds, firstSeed) {
  const from = performance.now();
  const before = process.cpuUsage();
  let runs = 0;
  let refused = 0;
  while (performance.now() - from < seconds * 1000) {
    if (simulate(twin, scenario(firstSeed + runs)).verdict.status === "refused") refused += 1;
    runs += 1;
  }
  const { user, system } = process.cpuUsage(before);
  const milliseconds = (user + system) / 1000;
  return { runs, refused, milliseconds, seconds: (performance.now() - from) / 1000 };
}

loop(1, 1_000_000); // the engine compiles what is hot
const { runs, refused, milliseconds, seconds } = loop(Number(secondsText), 0);
console.log(JSON.stringify({ rate: runs / seconds, cost: milliseconds / runs, refused }));
