export * from "./accepted.js";
export * from "./behaviour-line.js";
export * from "./customer-event-line.js";
export * from "./daily-intel-line.js";
export * from "./district-line.js";
export * from "./intervention-line.js";
export * from "./market-line.js";
export * from "./web-intel-line.js";
