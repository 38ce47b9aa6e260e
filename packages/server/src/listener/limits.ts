import type { ServerOptions } from "node:http";

/** Limits of a server that listens; times in milliseconds. */
export interface ListenLimits {
  /** In which the head of a request must have come. */
  readonly headersMs: number;
  /** In which a request must have come whole. */
  readonly requestMs: number;
  /** After which a connection without a request is closed. */
  readonly idleMs: number;
  /** In which a client must take what waits for it. */
  readonly unreadMs: number;
  /** Bytes of a request line and its header fields together. */
  readonly headerBytes: number;
  readonly headerCount: number;
  /** Characters of a request's path and query. */
  readonly urlLength: number;
  readonly connections: number;
  readonly requestsPerConnection: number;
}

/** What a server allows unless it is told otherwise. */
export const DEFAULT_LIMITS: ListenLimits = {
  headersMs: 20_000,
  requestMs: 300_000,
  idleMs: 65_000,
  unreadMs: 60_000,
  headerBytes: 16_384,
  headerCount: 100,
  urlLength: 8192,
  connections: 4096,
  requestsPerConnection: 1_000_000,
};

/** The limits that Node's own server keeps. */
export function serverOptions(limits: ListenLimits): ServerOptions {
  return {
    keepAliveTimeout: limits.idleMs,
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: Math.max(50, Math.min(5000, limits.headersMs / 4)),
    maxHeaderSize: limits.headerBytes,
    // Refused by the listener, as a problem.
    requireHostHeader: false,
  };
}
