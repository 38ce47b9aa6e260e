import type { Logger } from "pino";
import type { RedisConnection } from "../cache/redis.js";
import { type cacheSettings, redisOptions } from "../setting/cache.js";
import type { SettingValues } from "../setting/setting.js";

/** Connects to the Redis of the settings, if there is one; its client is loaded only then. */
export async function openRedis(
  settings: SettingValues<typeof cacheSettings>,
  log: Logger | undefined,
): Promise<RedisConnection | undefined> {
  const options = redisOptions(settings);
  if (options === null) return undefined;
  const { connectRedis } = await import("../cache/redis.js");
  return connectRedis({
    ...options,
    onState: (state, reason) =>
      state === "up" ? log?.info("Redis is up") : log?.warn({ reason }, "Redis is down"),
  });
}
