import { readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import { revokeKey, rotateKey } from "../../src/access/key-change.js";
import { changeKeys } from "../../src/access/key-file.js";
import type { KeyRecord } from "../../src/access/key-record.js";
import { readUses } from "../../src/access/key-use.js";
import { ProblemBody } from "../../src/openapi/problem-body.js";
import { ask } from "../market.js";
import { accessBench, bearer, UNKNOWN } from "./served.js";

const bench = accessBench();
afterAll(() => bench.close());

const PATH = "/api/v1/personas";
const HOUR = 3_600_000;
const change = (path: string, id: string, make: (key: KeyRecord) => KeyRecord) =>
  changeKeys(path, (keys) => ({
    keys: keys.map((key) => (key.id === id ? make(key) : key)),
    result: undefined,
  }));

it("takes keys as they are made, rotated and revoked while it runs, and never opens again", async () => {
  const path = bench.keysPath();
  const app = bench.serve({ keys: { path }, rate: { perMinute: null } });
  const statusOf = async (key?: string) => (await ask(app, PATH, key ? bearer(key) : {})).status;
  expect(await statusOf()).toBe(200);

  const first = await bench.addKey(path, "viewer");
  bench.clock.now += 1000;
  expect([await statusOf(), await statusOf(first.key)]).toEqual([401, 200]);
  const second = await bench.addKey(path, "viewer", { expires: bench.clock.now + HOUR });
  bench.clock.now += 50;
  expect(await statusOf(second.key)).toBe(200);

  const { id } = first.record;
  const rotated = rotateKey(first.record, { now: bench.clock.now, overlapMs: HOUR });
  await change(path, id, () => rotated.record);
  bench.clock.now += 1000;
  expect([await statusOf(first.key), await statusOf(rotated.key)]).toEqual([200, 200]);
  bench.clock.now += HOUR;
  expect(await Promise.all([first.key, rotated.key, second.key].map(statusOf))).toEqual([
    401, 200, 401,
  ]);

  await change(path, id, (key) => revokeKey(key, { now: bench.clock.now }));
  bench.clock.now += 1000;
  const refused = await ask(app, PATH, bearer(rotated.key));
  expect(refused.headers.get("www-authenticate")).toContain('error="invalid_token"');
  expect(ProblemBody.parse(await refused.json())).toMatchObject({
    code: "unauthorized",
    detail: "The API key was revoked.",
  });
  rmSync(path);
  bench.clock.now += 1000;
  expect([await statusOf(), await statusOf(rotated.key)]).toEqual([401, 401]);
});

it("keeps the keys that it knows while their file cannot be read", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path } });
  writeFileSync(path, "{");
  bench.clock.now += 1000;
  expect((await ask(app, PATH, bearer(key))).status).toBe(200);
  expect(() => bench.serve({ keys: { path } })).toThrow("is not a file of keys");
});

it("keeps no secret, and says nothing of one that is wrong by a character", async () => {
  const path = bench.keysPath();
  const { key, record } = await bench.addKey(path, "admin");
  const secret = key.slice(-64);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readFileSync(path, "utf8")).not.toContain(secret);
  expect(JSON.stringify(record)).not.toContain(secret);
  const app = bench.serve({ keys: { path } });
  const wrong = [
    key.slice(0, -1) + (key.endsWith("0") ? "1" : "0"),
    key.slice(0, -1),
    `${key} ${key}`,
    key.toUpperCase(),
    UNKNOWN,
    "cdp_",
    "a.b.c",
    `${"x".repeat(9000)}`,
  ];
  const found: unknown[] = [];
  for (const text of wrong) {
    const answer = await ask(app, PATH, bearer(text));
    const body = await answer.text();
    expect(body).not.toContain(text);
    found.push([answer.status, answer.headers.get("content-type")]);
  }
  expect(found).toEqual(wrong.map(() => [401, "application/problem+json"]));
  const headers = { authorization: `Bearer ${key}`, "x-api-key": key };
  expect((await ask(app, PATH, { headers })).status).toBe(401);
  const basic = { authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}` };
  expect((await ask(app, PATH, { headers: basic })).status).toBe(401);
  expect((await ask(app, PATH, { headers: { "x-api-key": key } })).status).toBe(200);
  expect((await ask(app, PATH, { headers: { authorization: `bearer  ${key}` } })).status).toBe(200);
  expect((await ask(app, `${PATH}?api_key=${key}`)).status).toBe(401);
});

it("takes only keys made with the pepper once there is one", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path, pepper: "p".repeat(32) } });
  expect((await ask(app, PATH, bearer(key))).status).toBe(401);
});

it("keeps a key to its groups of routes, whatever its role", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "admin", { tags: ["Twin"] });
  const app = bench.serve({ keys: { path } });
  const other = await ask(app, "/api/v1/sources", bearer(key));
  expect([(await ask(app, PATH, bearer(key))).status, other.status]).toEqual([200, 403]);
  expect(other.headers.get("www-authenticate")).toContain('error="insufficient_scope"');
});

it("writes down when a key was used, apart from the keys", async () => {
  const path = bench.keysPath();
  const { key, record } = await bench.addKey(path, "viewer");
  const before = readFileSync(path, "utf8");
  const used = accessBench();
  used.clock.now = bench.clock.now;
  expect((await ask(used.serve({ keys: { path } }), PATH, bearer(key))).status).toBe(200);
  await used.close();
  expect(readUses(path)).toEqual({ [record.id]: new Date(bench.clock.now).toISOString() });
  expect(readFileSync(path, "utf8")).toBe(before);
});

it("loses no change when several programs change keys at once", async () => {
  const path = bench.keysPath();
  const made = await Promise.all(Array.from({ length: 8 }, () => bench.addKey(path, "viewer")));
  const kept = JSON.parse(readFileSync(path, "utf8")).keys.map(({ id }: KeyRecord) => id);
  expect(kept.sort()).toEqual(made.map(({ record }) => record.id).sort());
});
