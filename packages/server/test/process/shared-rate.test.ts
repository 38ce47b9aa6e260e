import { afterAll, expect, it } from "vitest";
import { connectRedis, type RedisConnection } from "../../src/cache/redis.js";
import { HealthAnswer } from "../../src/openapi/health-answer.js";
import { accessBench, bearer } from "../access/served.js";
import { ask } from "../market.js";
import { redisIsThere, startRedis } from "./redis-server.js";

const bench = accessBench();
afterAll(() => bench.close());

it.skipIf(!redisIsThere)(
  "counts exactly over replicas, and by itself in each while Redis is gone",
  async () => {
    const server = await startRedis();
    const path = bench.keysPath();
    const [one, other] = [await bench.addKey(path, "viewer"), await bench.addKey(path, "viewer")];
    const redis = [connectRedis({ url: server.url }), connectRedis({ url: server.url })] as const;
    const serve = (connection: RedisConnection) =>
      bench.serve({ keys: { path }, redis: connection });
    const [first, second] = [serve(redis[0]), serve(redis[1])];
    const until = async (usable: boolean) => {
      while (redis.some((one) => one.usable !== usable))
        await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const allowed = async (key: string, requests: number) => {
      const asked = Array.from({ length: requests }, (_, i) =>
        ask(i % 3 === 0 ? first : second, "/api/v1/personas", bearer(key)),
      );
      const answers = await Promise.all(asked);
      return answers.filter(({ status }) => status === 200).length;
    };
    const checks = () =>
      Promise.all(
        [first, second].map(async (app) => {
          const answer = await ask(app, "/health");
          const { status, checks: found } = HealthAnswer.parse(await answer.json());
          return `${status === "critical"} ${found.rate_limit}`;
        }),
      );
    try {
      await until(true);
      expect(await allowed(one.key, 150)).toBe(100);
      expect(await allowed(one.key, 10)).toBe(0);
      expect(await allowed(other.key, 50)).toBe(50);
      expect(await checks()).toEqual(["false pass", "false pass"]);

      await server.kill();
      await until(false);
      // Each replica begins a window of its own: a third of these go to one, the rest to the other.
      expect(await allowed(one.key, 150)).toBe(150);
      expect(await allowed(one.key, 100)).toBe(34);
      await server.start();
      await until(true);
      expect(await allowed(one.key, 150)).toBe(100);
      expect(await checks()).toContain("false pass");
    } finally {
      for (const connection of redis) connection.close();
      await server.kill();
    }
  },
);
