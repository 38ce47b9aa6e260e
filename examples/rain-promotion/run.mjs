// @ts-check
/** `node examples/rain-promotion/run.mjs` (after `npm run build`) */
import { printAnswer } from "../demo/answer.mjs";
import { rainPromotion } from "./question.mjs";

await printAnswer(rainPromotion);
