import { afterAll, beforeAll, expect, it } from "vitest";
import { connectRedis, type RedisConnection } from "../../src/cache/redis.js";
import { type RedisServer, redisIsThere, startRedis } from "./redis-server.js";

let server: RedisServer;
let redis: RedisConnection;
const states: string[] = [];
beforeAll(async () => {
  if (!redisIsThere) return;
  server = await startRedis("--requirepass", "pa:ss/word");
  const url = server.url.replace("://", `://:${encodeURIComponent("pa:ss/word")}@`);
  redis = connectRedis({ url, onState: (state) => states.push(state) });
});
afterAll(async () => {
  redis?.close();
  await server?.kill();
});

const until = async (holds: () => boolean) => {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
};

it.skipIf(!redisIsThere)(
  "refuses at once while Redis is gone or frozen, and comes back by itself",
  async () => {
    await until(() => redis.usable);
    await redis.ping();
    expect(await redis.run((client) => client.set("a", "1"))).toBe("OK");
    await expect(
      redis.run((client) => client.incr("a").then(() => client.lpush("a", "x"))),
    ).rejects.toThrow("WRONGTYPE");

    server.freeze();
    const refused = () => redis.run((client) => client.get("a")).then(() => "answered", String);
    for (let tries = 0; tries < 3; tries += 1) expect(await refused()).toContain("no answer");
    expect(await refused()).toContain("left alone");
    await expect(redis.ping()).rejects.toThrow("no answer");
    server.thaw();
    await until(() => redis.usable);
    expect(await redis.run((client) => client.get("a"))).toBe("2");

    await server.kill();
    await until(() => !redis.usable);
    expect(await refused()).toContain("not connected");
    await server.start();
    await until(() => redis.usable);
    expect(await redis.run((client) => client.get("a"))).toBeNull();
    expect(states).toEqual(["up", "down", "up"]);
  },
);

it("shows no password when it refuses an address", () => {
  for (const url of ["http://user:secret@host", "redis//secret", ""]) {
    try {
      connectRedis({ url }).close();
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: "invalid_input" });
      expect(String(error)).not.toContain("secret");
    }
  }
});
