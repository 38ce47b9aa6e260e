// @ts-check
/** `node examples/price-rise/run.mjs` (after `npm run build`) */
import { printAnswer } from "../demo/answer.mjs";
import { priceRise } from "./question.mjs";

await printAnswer(priceRise);
