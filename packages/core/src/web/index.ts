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
