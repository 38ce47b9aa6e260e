import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import type { ByteCache, Bytes } from "./byte-cache.js";
import type { RedisConnection } from "./redis.js";

const SEAL_BYTES = 32;
const LARGEST_BYTES = 4 * 2 ** 20;

/**
 * A cache in Redis that several processes share.
 *
 * What is read back is taken only if it carries the seal (HMAC-SHA-256) of this key and secret: bytes that are damaged,
 * are another answer's, or were put there by somebody who knows Redis but not the secret, count as not there.
 *
 * @param options.secret - the same in all processes that share answers
 */
export function createRedisCache(
  redis: Pick<RedisConnection, "run">,
  { secret, prefix = "cdp:answer:" }: { secret: string; prefix?: string },
): ByteCache {
  const nameOf = (key: string) => prefix + createHash("sha256").update(key).digest("base64url");
  const sealOf = (name: string, bytes: Uint8Array) =>
    createHmac("sha256", secret).update(name).update("\n").update(bytes).digest();
  return {
    async get(key) {
      const name = nameOf(key);
      const found = await redis.run((client) => client.getBuffer(name));
      if (found === null || found.byteLength < SEAL_BYTES) return null;
      const bytes: Bytes = new Uint8Array(found.subarray(SEAL_BYTES));
      return timingSafeEqual(found.subarray(0, SEAL_BYTES), sealOf(name, bytes)) ? bytes : null;
    },
    async set(key, bytes, { ttlSeconds }) {
      if (bytes.byteLength > LARGEST_BYTES) return;
      const name = nameOf(key);
      const sealed = Buffer.concat([sealOf(name, bytes), bytes]);
      await redis.run((client) => client.set(name, sealed, "PX", Math.ceil(ttlSeconds * 1000)));
    },
  };
}
