// @ts-check
/** `node examples/points-or-discount/run.mjs` (after `npm run build`) */
import { printAnswer } from "../demo/answer.mjs";
import { pointsOrDiscount } from "./question.mjs";

await printAnswer(pointsOrDiscount);
