/**
 * Prints the seconds of one multinomial logit fit of the catsup panel, rows to coefficients with both kinds of errors: the median of some.
 *
 *     node bench/work/choice-fit.mjs CATSUP.csv [FITS]
 */
import { readFileSync } from "node:fs";
import { fitChoice } from "@cdp-whatif/core";

const [, , file = "", fits = "21"] = process.argv;
const [head = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
const columns = head.split(",");
const attributes = ["price", "disp", "feat"];
const names = columns.filter((name) => name.startsWith("price_")).map((name) => name.slice(6));
const occasions = lines.map((line) => {
  const cells = line.split(",");
  const at = (/** @type {string} */ name) => cells[columns.indexOf(name)] ?? "";
  return {
    chooserId: at("id"),
    chosen: at("choice"),
    alternatives: Object.fromEntries(
      names.map((name) => [
        name,
        Object.fromEntries(attributes.map((each) => [each, Number(at(`${each}_${name}`))])),
      ]),
    ),
  };
});

const options = { attributes, loyalty: /** @type {const} */ (false), classes: 1 };
/** @type {number[]} */
const seconds = [];
let logLikelihood = 0;
for (let i = 0; i < Number(fits); i++) {
  const from = performance.now();
  ({ logLikelihood } = fitChoice(occasions, options));
  seconds.push((performance.now() - from) / 1000);
}
seconds.sort((a, b) => a - b);
console.log(JSON.stringify({ seconds: seconds[Math.floor(seconds.length / 2)], logLikelihood }));
