import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMemoryCache } from "../../src/cache/memory-cache.js";
import { connectRedis, type RedisConnection } from "../../src/cache/redis.js";
import { createRedisCache } from "../../src/cache/redis-cache.js";
import { createService, type Service } from "../../src/serve.js";
import { ask, BEHAVIOUR, EVERYTHING, send } from "../market.js";
import { cacheContract } from "./cache-contract.js";
import { type RedisServer, redisIsThere, startRedis } from "./redis-server.js";

/** No twin is fitted while the tests run. */
const NO_FIT_MS = 3_600_000;

describe("in memory", () => cacheContract(() => createMemoryCache({ budgetBytes: 100_000 })));

describe.skipIf(!redisIsThere)("in Redis (needs redis-server)", () => {
  let server: RedisServer;
  let redis: RedisConnection;
  const services: Service[] = [];
  beforeAll(async () => {
    server = await startRedis();
    redis = connectRedis({ url: server.url });
    await until(() => redis.usable);
  });
  afterAll(async () => {
    for (const service of services) await service.close();
    redis.close();
    await server.kill();
  });
  const serve = (identity: string) => {
    const service = createService({
      store: { ...memoryStore(), identity },
      catalogue: builtInCatalogue,
      threads: 1,
      // Nothing stays in the process, so that every answer asks Redis.
      cache: { redis, budgetBytes: 0 },
      health: { standsMs: 0 },
      debounceMs: NO_FIT_MS,
    });
    services.push(service);
    return service;
  };
  const summary = async ({ app }: Service, query = "") =>
    (await ask(app, `/api/v1/behavior/summary${query}`)).text();
  const health = async ({ app }: Service) => (await ask(app, "/health")).json();

  cacheContract(() => createRedisCache(redis, { secret: "s", prefix: "contract:" }));

  it("takes nothing that was damaged, moved, or put there by somebody else", async () => {
    const [ours, theirs] = ["s", "t"].map((secret) => createRedisCache(redis, { secret }));
    const value = new TextEncoder().encode("value");
    await ours?.set("a", value, { ttlSeconds: 60 });
    await theirs?.set("b", value, { ttlSeconds: 60 });
    expect(await ours?.get("b")).toBeNull();
    const names = () => redis.client.keys("cdp:answer:*");
    for (const name of await names()) await redis.client.set(name, "short");
    expect(await ours?.get("a")).toBeNull();
    await ours?.set("a", value, { ttlSeconds: 60 });
    expect(await ours?.get("a")).toStrictEqual(value);
    for (const key of await names()) {
      const held = (await redis.client.getBuffer(key)) ?? Buffer.alloc(0);
      held[held.length - 1] = (held.at(-1) ?? 0) ^ 1;
      await redis.client.set(key, held);
    }
    expect(await ours?.get("a")).toBeNull();
  });

  it("shares answers of one store, serves nothing stale, and none of another store", async () => {
    const store = { ...memoryStore(), identity: "one" };
    const [first, second] = [1, 2].map(() => {
      const service = createService({
        store,
        catalogue: builtInCatalogue,
        cache: { redis },
        debounceMs: NO_FIT_MS,
      });
      services.push(service);
      return service;
    });
    if (first === undefined || second === undefined) throw new Error("no services");
    await send(first.app, BEHAVIOUR);
    const answer = await summary(first);
    await until(async () => (await redis.client.dbsize()) > 0);
    expect(await summary(second)).toBe(answer);
    const metrics = await (await ask(second.app, "/metrics")).text();
    expect(metrics).toMatch(/cdp_cache_hits_total\{cache="data",layer="shared"\} 1/);
    const other = serve("another");
    expect(await summary(other)).not.toBe(answer);
    await send(first.app, EVERYTHING);
    const empty = serve("one");
    expect(await summary(empty)).not.toBe(answer);
  });

  it("answers every request while Redis is killed and started under load, and says how it is", async () => {
    const service = serve("load");
    await send(service.app, BEHAVIOUR);
    expect(await health(service)).toMatchObject({ status: "healthy", checks: { cache: "pass" } });
    let [asked, stopped] = [0, false];
    const wrong: string[] = [];
    const client = async () => {
      while (!stopped) {
        asked += 1;
        const path = `/api/v1/behavior/summary?start_date=2026-01-0${1 + (asked % 9)}&end_date=2026-03-0${1 + (Math.floor(asked / 9) % 9)}`;
        const answer = await ask(service.app, path);
        if (answer.status !== 200) wrong.push(`${answer.status} ${await answer.text()}`);
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
    };
    const clients = Array.from({ length: 4 }, client);
    await server.kill();
    await until(async () => (await health(service)).status === "degraded");
    expect((await health(service)).checks).toMatchObject({ cache: "fail", database: "pass" });
    await server.start();
    await until(async () => (await health(service)).status === "healthy");
    server.freeze();
    await until(async () => (await health(service)).status === "degraded");
    server.thaw();
    await until(async () => (await health(service)).status === "healthy");
    stopped = true;
    await Promise.all(clients);
    expect({ wrong, enough: asked > 100 }).toEqual({ wrong: [], enough: true });
  });
});

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 5));
}
