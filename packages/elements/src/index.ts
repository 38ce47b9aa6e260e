// The provider first: elements inside one ask it for its context while they are set up.

export type { ProviderContext, Selection } from "./controller/provider-context.js";
export type { Theme } from "./element/base/cdp-element.js";
export { CdpElement } from "./element/base/cdp-element.js";
export { CdpDashboard } from "./element/dashboard/dashboard.js";
export { loadOperations } from "./element/dashboard/operations-view.js";
export type { CdpOperationsDashboard } from "./element/operations-dashboard/operations-dashboard.js";
export { CdpPersonaExplorer } from "./element/persona-explorer/persona-explorer.js";
export { CdpProvider } from "./element/provider/provider.js";
export { CdpRegionComparison } from "./element/region-comparison/region-comparison.js";
export { CdpTimeSeries } from "./element/time-series/time-series.js";
export type { WhatifScenario } from "./element/whatif/scenario.js";
export { CdpWhatif } from "./element/whatif/whatif.js";
export { CdpErrorEvent } from "./event/cdp-error-event.js";
export { CdpReadyEvent } from "./event/cdp-ready-event.js";
export { ResultEvent } from "./event/result-event.js";
export { ScenarioChangeEvent } from "./event/scenario-change-event.js";
export { SelectionChangeEvent } from "./event/selection-change-event.js";
export type {
  AskOptions,
  DataSource,
  LoadProgress,
  SimulateOptions,
  SourceQuery,
  SourceState,
} from "./source/data-source.js";
export type { OperationsSource } from "./source/operations-source.js";
export { serverSource } from "./source/server-source.js";
export { SourceError } from "./source/source-error.js";
export { workerSource } from "./source/worker-source.js";
export type { WorkerInput } from "./worker/protocol.js";
