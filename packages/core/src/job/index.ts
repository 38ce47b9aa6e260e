export { type Analyst, type BootstrapOptions, createAnalyst } from "./analyst.js";
export { answerJob } from "./answer-job.js";
export type { Bootstrap, BootstrapJob, BootstrapSpread } from "./bootstrap.js";
export type { FitName, FitOptionsOf, FitRows, FittedModel } from "./fit-table.js";
export {
  type AgentsJob,
  type CellsJob,
  type ExplainJob,
  type FitJob,
  type Job,
  runJob,
} from "./job.js";
export { createJobPool, type JobOptions, type JobPool } from "./job-pool.js";
export type {
  JobCall,
  JobError,
  JobListener,
  JobReply,
  JobWorker,
  StartJobWorker,
} from "./port.js";
export { createWebAnalyst } from "./web-analyst.js";
