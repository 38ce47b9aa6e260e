// @ts-check
import { simulate } from "@cdp-whatif/core";
import { demoTwin } from "./demo-twin.mjs";

/**
 * A question and the scenarios that answer it, by name.
 *
 * @typedef {object} Question
 * @property {string} question
 * @property {Record<string, import("@cdp-whatif/core").ScenarioInput>} scenarios
 */

const percent = (/** @type {number} */ fraction) => (100 * fraction).toFixed(1);
const points = (/** @type {number} */ fraction) => (fraction < 0 ? "" : "+") + percent(fraction);

/**
 * Asks the twin of the demo market.
 *
 * @param {Question} question
 * @returns {Promise<Record<string, import("@cdp-whatif/core").SimulationResult>>} a result for each scenario
 */
export async function answer({ scenarios }) {
  const twin = await demoTwin();
  return Object.fromEntries(
    Object.entries(scenarios).map(([name, scenario]) => [name, simulate(twin, scenario)]),
  );
}

/**
 * Asks, and prints the answer: shares without and with the change, its 80 % band, and what it is worth.
 *
 * @param {Question} question
 */
export async function printAnswer(question) {
  console.log(`${question.question}\n(demo data: made by the generator, observed nowhere)`);
  for (const [name, result] of Object.entries(await answer(question))) {
    console.log(
      `\n${name}, ${result.scenario.durationDays} days: verdict ${result.verdict.status}`,
    );
    for (const { code } of result.verdict.reasons) console.log(`  because: ${code}`);
    for (const cell of Object.keys(result.results)) {
      for (const brand of result.brands) {
        const change = result.change[cell]?.[brand] ?? 0;
        const band = result.changeBands[cell]?.[brand];
        const range = band ? ` (80 %: ${points(band.p10)} to ${points(band.p90)})` : "";
        const share = percent(result.baseline[cell]?.[brand] ?? 0);
        console.log(`  ${cell}, ${brand}: ${share} % ${points(change)} points${range}`);
      }
    }
    if (result.money !== null) {
      const { currency, change, periodDays } = result.money;
      console.log(
        `  revenue of all brands: ${Math.round(change.value)} ${currency} in ${periodDays} days`,
      );
    }
  }
}
