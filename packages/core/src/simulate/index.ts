export { AFTER_DIP_DAYS } from "./after-dip.js";
export { buyingRatio } from "./choice.js";
export { ATTACK_DEPTH } from "./effect.js";
export { ENGINE_VERSION } from "./engine-version.js";
export { VERDICT_LIMITS } from "./judge.js";
export { type ReceiptCheck, receipt, verifyReceipt } from "./receipt.js";
export { simulate, twinDigest } from "./simulate.js";
