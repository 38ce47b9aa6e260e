export { AFTER_DIP_DAYS } from "./after-dip.js";
export { type CellOutcome, cellOutcomes } from "./cell-outcome.js";
export { buyingRatio } from "./choice.js";
export { ATTACK_DEPTH } from "./effect.js";
export { ENGINE_VERSION } from "./engine-version.js";
export { type PreparedRun, prepareRun, twinDigest } from "./prepare-run.js";
export { type ReceiptCheck, receipt, verifyReceipt } from "./receipt.js";
export { assembleResult, simulate } from "./simulate.js";
