import { CoreError } from "@cdp-whatif/core/error";
import { Redis } from "ioredis";

/** How a Redis is reached. */
export interface RedisOptions {
  /** `redis://` or, for TLS, `rediss://`, with user, password and database where there are any. */
  readonly url: string;
  /** Certificates that a `rediss://` server's is checked against, as PEM; the system's when omitted. */
  readonly ca?: string | undefined;
  /** A command that takes longer has failed. Default 50 ms. */
  readonly timeoutMs?: number | undefined;
  /** Told when it can be used and when it cannot; the reason holds no password. */
  readonly onState?: ((state: "up" | "down", reason: string | null) => void) | undefined;
}

/** A connection to Redis that all parts of a process share. It never makes anybody wait for a Redis that is not there. */
export interface RedisConnection {
  /** The client, for libraries that want one; call them through `run`. */
  readonly client: Redis;
  /** Whether a command would be tried now. */
  readonly usable: boolean;
  /**
   * Calls Redis.
   *
   * @throws Error at once while it is not connected or has just failed over and over, and when it takes too long
   */
  run<Result>(call: (client: Redis) => Promise<Result>): Promise<Result>;
  /** Asks Redis itself, even while it is left alone. @throws Error when it does not answer in time */
  ping(): Promise<void>;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 50;
const LONGEST_PAUSE_MS = 2000;
/** After so many failures in a row it is left alone, but for one try in each pause that holds up nobody. */
const MOST_FAILURES = 3;
const RETRY_MS = 500;

/**
 * Connects in the background, and again with growing pauses whenever the connection is lost.
 *
 * @throws CoreError `invalid_input` when the address is not Redis'; it does not show it, for it may hold a password
 */
export function connectRedis({
  url,
  ca,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  onState,
}: RedisOptions): RedisConnection {
  const tls = protocolOf(url) === "rediss:";
  const client = new Redis(url, {
    connectionName: "cdp-whatif",
    connectTimeout: 2000,
    // A socket that is silent while a command waits is given up, and a new one opened.
    socketTimeout: 5000,
    keepAlive: 10_000,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (times) => Math.min(LONGEST_PAUSE_MS, 25 * 2 ** Math.min(times, 10)),
    // A replica that was the primary until now: the address leads to the new one.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
    ...(tls && { tls: ca === undefined ? {} : { ca } }),
  });
  let failures = 0;
  let reason: string | null = "not connected yet";
  let told: "up" | "down" | undefined;
  const tell = (state: "up" | "down") => {
    if (state === told) return;
    told = state;
    onState?.(state, state === "up" ? null : reason);
  };
  client.on("error", (error: Error) => {
    reason = error.message;
    tell("down");
  });
  client.on("close", () => tell("down"));
  client.on("ready", () => {
    failures = 0;
    tell("up");
  });

  const call = async <Result>(make: (client: Redis) => Promise<Result>): Promise<Result> => {
    if (client.status !== "ready") throw new Error(`Redis is not connected: ${reason}`);
    try {
      const result = await inTime(make(client), timeoutMs);
      failures = 0;
      return result;
    } catch (error) {
      // What Redis itself says no to shows that it works.
      failures = error instanceof Error && error.name === "ReplyError" ? 0 : failures + 1;
      throw error;
    }
  };
  const ping = async () => {
    await call((redis) => redis.ping());
  };
  const retry = setInterval(() => {
    if (failures >= MOST_FAILURES) ping().catch(() => undefined);
  }, RETRY_MS);
  retry.unref();
  return {
    client,
    get usable() {
      return client.status === "ready" && failures < MOST_FAILURES;
    },
    async run(make) {
      if (failures < MOST_FAILURES) return call(make);
      throw new Error("Redis has failed over and over, and is left alone until it answers again");
    },
    ping,
    close() {
      clearInterval(retry);
      client.disconnect();
    },
  };
}

function protocolOf(url: string): string {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol === "redis:" || protocol === "rediss:") return protocol;
  throw new CoreError(
    "invalid_input",
    "The address of Redis is of another form than redis://[user:password@]host[:port][/database], or rediss:// for TLS.",
  );
}

/** @throws Error when it takes longer; a process that was busy itself reads what came meanwhile first */
function inTime<Result>(asked: Promise<Result>, timeoutMs: number): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => setImmediate(() => reject(new Error(`no answer from Redis within ${timeoutMs} ms`))),
      timeoutMs,
    );
    asked.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
