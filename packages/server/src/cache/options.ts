import type { RedisConnection } from "./redis.js";

/** How answers are kept. */
export interface CacheOptions {
  /** Memory of each kind of answers; 8 MiB by default. */
  readonly budgetBytes?: number | undefined;
  /** Shares answers with other processes; whoever connected it closes it. */
  readonly redis?: Pick<RedisConnection, "run" | "ping" | "usable"> | undefined;
  /** How long a shared answer is kept; 600 s by default. */
  readonly ttlSeconds?: number | undefined;
}
