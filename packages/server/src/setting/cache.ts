import * as z from "zod";
import type { CacheOptions } from "../cache/options.js";
import type { RedisConnection, RedisOptions } from "../cache/redis.js";
import { type SettingValues, settingGroup, wholeNumber } from "./setting.js";

const MIB = 2 ** 20;

/** Where answers, and what replicas count together, are kept. */
export const cacheSettings = settingGroup({
  redisUrl: {
    env: "CDP_REDIS_URL",
    schema: z
      .string()
      .regex(/^rediss?:\/\//, "expected redis://host:port, or rediss://host:port for TLS")
      .optional(),
    help: "Redis that replicas share answers and rate limits over; without one each process keeps its own.",
    example: "redis://redis:6379",
    secret: true,
  },
  redisCertificate: {
    env: "CDP_REDIS_CA",
    schema: z.string().optional(),
    help: "Certificates (PEM) that the server of a rediss:// address is checked against; the system's otherwise.",
    secret: true,
  },
  redisTimeoutMs: {
    env: "CDP_REDIS_TIMEOUT_MS",
    schema: wholeNumber(1, 10_000).default(50),
    help: "Milliseconds after which a command to Redis has failed, and the answer is made without it.",
  },
  cacheSeconds: {
    env: "CDP_CACHE_SECONDS",
    schema: wholeNumber(1, 604_800).default(600),
    help: "Seconds that an answer is kept in Redis; a change of the data ends it at once.",
  },
  cacheMiB: {
    env: "CDP_CACHE_MIB",
    schema: wholeNumber(1, 65_536).default(8),
    help: "MiB of memory for answers from the data, and as much again for answers from the twin.",
  },
});

type Values = SettingValues<typeof cacheSettings>;

/** How Redis is reached; null when there is none. */
export function redisOptions(settings: Values): RedisOptions | null {
  const { redisUrl: url, redisCertificate: ca, redisTimeoutMs: timeoutMs } = settings;
  return url === undefined ? null : { url, ca, timeoutMs };
}

/** What the settings mean for `createService`. */
export function cacheOptions(
  { cacheSeconds, cacheMiB }: Values,
  redis: RedisConnection | undefined,
): CacheOptions {
  return { redis, ttlSeconds: cacheSeconds, budgetBytes: cacheMiB * MIB };
}
