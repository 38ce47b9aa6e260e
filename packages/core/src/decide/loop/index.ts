export { closeLoop, type LoopInput } from "./close-loop.js";
export { type Learnt, type LearntParameter, learn } from "./learn.js";
export { LoopReport } from "./loop-report.js";
export { planTest, type TestOptions } from "./plan-test.js";
export { readResult, resultOf } from "./read-result.js";
export type { TestSetting } from "./test-effect.js";
export { GuardRail, TestPlan } from "./test-plan.js";
export type { ReadOptions, TestReading } from "./test-reading.js";
