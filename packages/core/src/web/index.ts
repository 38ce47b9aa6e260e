export * from "./connector/index.js";
export type {
  ClientCredentials,
  Paging,
  RestAuthorization,
  RestOptions,
  Since,
} from "./rest-option.js";
export { restSource } from "./rest-source.js";
export type { RestTiming } from "./rest-timing.js";
export { type SseOptions, sseSource } from "./sse-source.js";
export { type WebSocketOptions, webSocketSource } from "./websocket-source.js";
