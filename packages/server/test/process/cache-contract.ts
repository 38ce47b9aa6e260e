import { expect, it } from "vitest";
import type { ByteCache, Bytes } from "../../src/cache/byte-cache.js";

const bytes = (text: string): Bytes => new TextEncoder().encode(text);
const TTL = { ttlSeconds: 60 };

/** What every cache does, wherever it keeps things. */
export function cacheContract(create: () => ByteCache): void {
  it("gives back exactly what was set last, under any key, until its time is over", async () => {
    const cache = create();
    const keys = ["a", "", "a b\n{}", "鍵", "x".repeat(5000), "__proto__"];
    for (const key of keys) {
      expect(await cache.get(key)).toBeNull();
      await cache.set(key, bytes(`first ${key.length}`), TTL);
      await cache.set(key, bytes(`value ${key.length}`), TTL);
    }
    for (const key of keys) {
      expect(await cache.get(key)).toStrictEqual(bytes(`value ${key.length}`));
    }
    const all = Uint8Array.from({ length: 512 }, (_, i) => i);
    await cache.set("binary", all, TTL);
    expect(await cache.get("binary")).toStrictEqual(all);
    await cache.set("empty", bytes(""), TTL);
    expect(await cache.get("empty")).toStrictEqual(bytes(""));
    await cache.set("short", bytes("s"), { ttlSeconds: 0.02 });
    while ((await cache.get("short")) !== null);
  });
}
