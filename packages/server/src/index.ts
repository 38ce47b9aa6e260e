export { type AppDeps, createApp } from "./app.js";
export { type Listening, listen } from "./node.js";
export { createService, type Service, type ServiceOptions } from "./serve.js";
