import { afterAll, expect, it } from "vitest";
import { ProblemBody } from "../../src/openapi/problem-body.js";
import { createLocalRate } from "../../src/rate/local-rate.js";
import { rateFields } from "../../src/rate/rate-state.js";
import type { Door } from "../../src/route/mount.js";
import { ask } from "../market.js";
import { accessBench, bearer, UNKNOWN } from "./served.js";

const bench = accessBench();
afterAll(() => bench.close());

const PATH = "/api/v1/personas";
const from = (app: Door, address: string, init: RequestInit = {}, path = PATH) =>
  Promise.resolve(app.request(path, init, { incoming: { socket: { remoteAddress: address } } }));
const statuses = async (times: number, one: () => Promise<Response>) => {
  const found: number[] = [];
  for (let i = 0; i < times; i++) found.push((await one()).status);
  return found;
};
const times = (count: number, status: number) => Array.from({ length: count }, () => status);

it("lets a client ask 100 times a minute, says what is left, and counts each by itself", async () => {
  const path = bench.keysPath();
  const [one, other] = [await bench.addKey(path, "viewer"), await bench.addKey(path, "viewer")];
  const app = bench.serve({ keys: { path } });
  const first = await ask(app, PATH, bearer(one.key));
  expect(first.headers.get("ratelimit-policy")).toBe('"default";q=100;w=60');
  expect(first.headers.get("ratelimit")).toBe('"default";r=99;t=60');
  bench.clock.now += 20_500;
  // What is refused for its role, or cannot be answered, is counted as well; what is public is not.
  await ask(app, "/api/v1/sources", bearer(one.key));
  const wrong = await ask(app, `${PATH}?no_such_key=1`, bearer(one.key));
  expect([wrong.status, wrong.headers.get("ratelimit")]).toEqual([422, '"default";r=97;t=40']);
  for (const free of ["/health", "/health/live", "/", "/openapi.json", "/docs"])
    expect((await ask(app, free, bearer(one.key))).headers.get("ratelimit")).toBeNull();
  expect(await statuses(97, () => ask(app, PATH, bearer(one.key)))).toEqual(times(97, 200));

  const refused = await ask(app, PATH, bearer(one.key));
  expect(refused.headers.get("retry-after")).toBe("40");
  expect(refused.headers.get("ratelimit")).toBe('"default";r=0;t=40');
  expect(ProblemBody.parse(await refused.json())).toMatchObject({
    status: 429,
    code: "too_many_requests",
  });
  expect((await ask(app, PATH, bearer(other.key))).status).toBe(200);
  bench.clock.now += 39_499;
  expect((await ask(app, PATH, bearer(one.key))).status).toBe(429);
  bench.clock.now += 1;
  expect((await ask(app, PATH, bearer(one.key))).status).toBe(200);
});

it("counts by role as it is set, senders only when they are named, and nobody on an open server", async () => {
  const path = bench.keysPath();
  const [viewer, admin] = [await bench.addKey(path, "viewer"), await bench.addKey(path, "admin")];
  const groups = { viewer: 2, admin: null, sender: 1 };
  const writeKeys = [{ name: "shop", key: "write-key" }];
  const app = bench.serve({ keys: { path }, rate: { groups } }, { writeKeys });
  expect(await statuses(3, () => ask(app, PATH, bearer(viewer.key)))).toEqual([200, 200, 429]);
  expect(await statuses(120, () => ask(app, PATH, bearer(admin.key)))).toEqual(times(120, 200));
  const track = { method: "POST", headers: { authorization: "Basic eDo=" } };
  expect(await statuses(2, () => from(app, "203.0.113.9", track, "/v1/track"))).toEqual([401, 429]);
  expect((await from(app, "203.0.113.10", track, "/v1/track")).status).toBe(401);

  const open = bench.serve({});
  expect(await statuses(120, () => ask(open, PATH))).toEqual(times(120, 200));
  const set = bench.serve({ rate: { perMinute: 2 } });
  expect(await statuses(3, () => from(set, "127.0.0.1"))).toEqual([200, 200, 429]);
  expect((await from(set, "127.0.0.2")).status).toBe(200);
});

it("tells an address that guesses to come later, and takes good keys from there all the same", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path } });
  const guess = (address: string) => from(app, address, bearer(UNKNOWN));
  const one = "2001:db8::1";
  expect(await statuses(12, () => guess(one))).toEqual([...times(10, 401), 429, 429]);
  const refused = await guess("2001:db8::2");
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "60"]);
  expect((await from(app, one, bearer(key))).status).toBe(200);
  expect((await from(app, one)).status).toBe(401);
  expect((await guess("203.0.113.7")).status).toBe(401);
  bench.clock.now += 60_000;
  expect((await guess(one)).status).toBe(401);
});

it("tells no more time than the window has, whatever the clock's fractions", () => {
  const now = 45826.47713859684;
  const quota = { requests: 9, seconds: 60 };
  const state = createLocalRate({ now: () => now })("a", quota);
  expect(state.resetMs).toBeGreaterThan(60_000);
  expect(rateFields(quota, state).ratelimit).toBe('"default";r=8;t=60');
});

it("remembers only so many clients", () => {
  const rate = createLocalRate({ now: () => 0, mostClients: 3 });
  const quota = { requests: 1, seconds: 60 };
  const allowed = (client: string) => rate(client, quota).allowed;
  expect(["a", "b", "c", "a", "d", "c", "a"].map(allowed)).toEqual([
    ...[true, true, true, false],
    ...[true, false, true],
  ]);
});
