export { AFTER_DIP_DAYS } from "./after-dip.js";
export * from "./agent/index.js";
export { quantityOf } from "./band.js";
export * from "./calendar/index.js";
export type { CellMoney, MoneyTotals } from "./cell-money.js";
export { type CellOutcome, cellOutcomes } from "./cell-outcome.js";
export { buyingRatio } from "./choice.js";
export { ATTACK_DEPTH, EXPANSION_NET } from "./competition-effect.js";
export { ENGINE_VERSION } from "./engine-version.js";
export { type MoneyByDraw, moneyByDraw } from "./money-by-draw.js";
export {
  createOutcomeSampler,
  type OutcomeByDraw,
  type OutcomeMoney,
  type OutcomeSampler,
} from "./outcome-by-draw.js";
export {
  layOutRun,
  type PreparedRun,
  prepareRun,
  type RunLayout,
  twinDigest,
} from "./prepare-run.js";
export { type ReceiptCheck, type ReceiptOptions, receipt, verifyReceipt } from "./receipt.js";
export { assembleResult, simulate } from "./simulate.js";
