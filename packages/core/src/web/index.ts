export { type SseOptions, sseSource } from "./sse-source.js";
export { type WebSocketOptions, webSocketSource } from "./websocket-source.js";
