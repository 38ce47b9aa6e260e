import { pino } from "pino";
import { afterAll, expect, it } from "vitest";
import { revokeKey, rotateKey } from "../../src/access/key-change.js";
import { changeKeys } from "../../src/access/key-file.js";
import type { KeyRecord } from "../../src/access/key-record.js";
import { createSessions } from "../../src/access/sessions.js";
import type { Audit } from "../../src/audit/audit.js";
import type { AuditEvent } from "../../src/audit/entry.js";
import { ProblemBody } from "../../src/openapi/problem-body.js";
import type { Door } from "../../src/route/mount.js";
import { ask } from "../market.js";
import { accessBench, bearer, UNKNOWN } from "./served.js";

const bench = accessBench();
afterAll(() => bench.close());

const MINUTE = 60_000;
const PATH = "/api/v1/session";
const DATA = "/api/v1/personas";

interface Asking {
  readonly headers?: Record<string, string>;
  readonly origin?: string;
}

const signIn = (app: Door, key: unknown, { headers = {}, origin = "" }: Asking = {}) =>
  ask(app, origin + PATH, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ key }),
  });
const cookieOf = (answer: Response) => answer.headers.get("set-cookie")?.split(";")[0] ?? "";
const withCookie = (cookie: string, headers: Record<string, string> = {}) => ({
  headers: { cookie, ...headers },
});
const statusOf = async (app: Door, cookie: string, path = DATA) =>
  (await ask(app, path, withCookie(cookie))).status;
const isForm = async (app: Door, init: RequestInit = {}) => {
  const html = await (await ask(app, "/", init)).text();
  expect(html.includes('type="password"')).not.toBe(html.includes("<cdp-dashboard"));
  return html.includes('type="password"');
};
const change = (path: string, { id }: KeyRecord, make: (key: KeyRecord) => KeyRecord) =>
  changeKeys(path, (keys) => ({
    keys: keys.map((key) => (key.id === id ? make(key) : key)),
    result: undefined,
  }));

it("signs a browser in with a key, lets it do what the key's role may, and signs it out", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path } });
  expect(await isForm(app)).toBe(true);
  const answer = await signIn(app, ` ${key}\n`);
  expect([answer.status, await answer.json()]).toEqual([
    200,
    { success: true, role: "viewer", only: null, seconds: 28_800 },
  ]);
  const cookie = cookieOf(answer);
  expect(cookie).not.toContain(key.slice(-64));
  expect(await statusOf(app, cookie)).toBe(200);
  expect(await statusOf(app, cookie, "/api/v1/sources")).toBe(403);
  const refused = await ask(app, "/api/v1/customers/nobody", {
    method: "DELETE",
    ...withCookie(cookie),
  });
  expect(refused.status).toBe(403);
  const page = await (await ask(app, "/", withCookie(cookie))).text();
  expect(page).toContain("Sign out");

  const out = await ask(app, PATH, { method: "DELETE", ...withCookie(cookie) });
  expect(out.headers.get("set-cookie")).toContain("cdp-session=; Path=/; Max-Age=0");
  expect(out.headers.get("clear-site-data")).toBe('"cache"');
  const ended = await ask(app, DATA, withCookie(cookie));
  expect(ended.headers.get("set-cookie")).toContain("Max-Age=0");
  expect(ProblemBody.parse(await ended.json())).toMatchObject({
    status: 401,
    detail: "The session has ended; sign in again.",
  });
  expect(await isForm(app, withCookie(cookie))).toBe(true);
  expect((await ask(app, PATH, { method: "DELETE" })).status).toBe(200);
});

it("keeps a session to the groups of its key", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "admin", { tags: ["Twin"] });
  const app = bench.serve({ keys: { path } });
  const cookie = cookieOf(await signIn(app, key));
  expect([await statusOf(app, cookie), await statusOf(app, cookie, "/api/v1/sources")]).toEqual([
    200, 403,
  ]);
});

it("sets a cookie that scripts, other sites and, with TLS, plain HTTP never get", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const plain = await signIn(bench.serve({ keys: { path } }), key);
  const flags = "; Path=/; Max-Age=28800; HttpOnly; SameSite=Strict";
  expect(plain.headers.get("set-cookie")).toMatch(new RegExp(`^cdp-session=[\\w-]{43}${flags}$`));
  expect(plain.headers.get("cache-control")).toBe("no-store");
  const host = new RegExp(`^__Host-cdp-session=[\\w-]{43}${flags}; Secure$`);
  const behind = bench.serve({ keys: { path }, encrypted: true });
  const answer = await signIn(behind, key);
  expect(answer.headers.get("set-cookie")).toMatch(host);
  expect(await statusOf(behind, cookieOf(answer))).toBe(200);
  // Under the other name anybody beside could have set it.
  expect(await statusOf(behind, cookieOf(answer).replace("__Host-", ""))).toBe(401);
  const own = await signIn(bench.serve({ keys: { path } }), key, { origin: "https://cdp.example" });
  expect(own.headers.get("set-cookie")).toMatch(host);
  expect(cookieOf(own)).not.toBe(cookieOf(answer));
});

it("refuses wrong keys, so many a minute, and goes on taking good ones", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path } });
  const wrong = async (text: unknown) => {
    const answer = await signIn(app, text);
    expect(answer.headers.get("set-cookie")).toBeNull();
    const told = await answer.text();
    if (typeof text === "string" && text !== "") expect(told).not.toContain(text);
    return answer.status;
  };
  expect(await wrong("")).toBe(422);
  expect(await wrong(7)).toBe(422);
  const found: number[] = [];
  for (let i = 0; i < 11; i++) found.push(await wrong(i % 2 ? UNKNOWN : "no-key"));
  expect(found).toEqual([...Array.from({ length: 10 }, () => 401), 429]);
  // Guesses by header and by cookie are counted together with these.
  expect((await ask(app, DATA, bearer(UNKNOWN))).status).toBe(429);
  expect(await statusOf(app, `cdp-session=${"A".repeat(43)}`)).toBe(429);
  expect((await signIn(app, key)).status).toBe(200);
  expect((await ask(app, PATH, { method: "POST", body: "key=x" })).status).toBe(415);
});

it("ends a session with its key, with its time, and when nothing was asked for long", async () => {
  const path = bench.keysPath();
  const [revoked, rotated, stays] = [
    await bench.addKey(path, "viewer"),
    await bench.addKey(path, "viewer"),
    await bench.addKey(path, "viewer"),
  ];
  const app = bench.serve({
    keys: { path },
    rate: { perMinute: null },
    session: { lastsMs: 300 * MINUTE, idleMs: 60 * MINUTE },
  });
  const begin = async ({ key }: { key: string }) => cookieOf(await signIn(app, key));
  const [one, two, three] = [await begin(revoked), await begin(rotated), await begin(stays)];
  const all = () => Promise.all([one, two, three].map((cookie) => statusOf(app, cookie)));
  expect(await all()).toEqual([200, 200, 200]);
  await change(path, revoked.record, (key) => revokeKey(key, { now: bench.clock.now }));
  await change(
    path,
    rotated.record,
    (key) => rotateKey(key, { now: bench.clock.now, overlapMs: 30 * MINUTE }).record,
  );
  bench.clock.now += 1000;
  expect(await all()).toEqual([401, 200, 200]);
  bench.clock.now += 30 * MINUTE;
  expect(await all()).toEqual([401, 401, 200]);
  bench.clock.now += 61 * MINUTE;
  expect(await all()).toEqual([401, 401, 401]);
  const last = await begin(stays);
  const found: number[] = [];
  for (let i = 0; i < 6; i++) {
    bench.clock.now += 50 * MINUTE;
    found.push(await statusOf(app, last));
  }
  expect(found).toEqual([200, 200, 200, 200, 200, 401]);
});

it("takes nothing from pages of other origins, neither with the cookie nor to sign in or out", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "admin");
  const portal = "https://portal.example";
  const own = { hosts: [], origins: [portal] };
  const app = bench.serve({ keys: { path }, ownPages: own }, { allowedOrigins: [portal] });
  const cookie = cookieOf(await signIn(app, key));
  const host = { host: "cdp.example" };
  for (const foreign of [
    { "sec-fetch-site": "cross-site", origin: "https://evil.example" },
    { "sec-fetch-site": "same-site", origin: "https://other.cdp.example" },
    { "sec-fetch-site": "cross-site", origin: portal },
    { origin: "https://evil.example" },
    { origin: "null" },
  ]) {
    const headers = { ...host, ...foreign };
    const codeOf = async (answer: Response) => ProblemBody.parse(await answer.json()).code;
    expect(await codeOf(await signIn(app, key, { headers }))).toBe("cross_site");
    for (const at of [PATH, "/api/v1/customers/nobody"]) {
      const asked = { method: "DELETE", ...withCookie(cookie, headers) };
      expect(await codeOf(await ask(app, at, asked))).toBe("cross_site");
    }
  }
  const headers = { ...host, "sec-fetch-site": "same-origin", origin: "https://cdp.example" };
  const asked = { method: "DELETE", ...withCookie(cookie, headers) };
  expect((await ask(app, "/api/v1/customers/nobody", asked)).status).toBe(404);
  expect(await statusOf(app, cookie)).toBe(200);
});

it("begins a new session at each sign-in, and ends the one before", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path } });
  const first = cookieOf(await signIn(app, key));
  const second = cookieOf(await signIn(app, key, { headers: { cookie: first } }));
  expect(second).not.toBe(first);
  expect([await statusOf(app, first), await statusOf(app, second)]).toEqual([401, 200]);
});

it("shows the dashboard itself to whoever needs no session, and then there is none to begin", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const keyed = bench.serve({ keys: { path } });
  expect(await isForm(keyed, bearer(key))).toBe(false);
  const off = bench.serve({ keys: { path }, session: null });
  for (const app of [bench.serve({}), bench.serve(undefined), off]) {
    expect(await isForm(app)).toBe(false);
    expect((await signIn(app, key)).status).toBe(404);
  }
  expect(await statusOf(off, cookieOf(await signIn(keyed, key)))).toBe(401);
});

it("notes who signed in and out, and neither key nor session in log, audit or counts", async () => {
  const path = bench.keysPath();
  const { key, record } = await bench.addKey(path, "viewer");
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  const audited: AuditEvent[] = [];
  const audit: Audit = {
    settings: { reads: true, strict: false, syncMs: 1000, fileBytes: 1e6, keepDays: 30 },
    add: (event) => void audited.push(event),
    mark: (text) => text,
    state: () => ({ failure: null, waiting: 0, lost: 0, last: 0 }),
    flush: async () => undefined,
    close: async () => undefined,
  };
  const app = bench.serve({ keys: { path } }, { log, audit });
  const cookie = cookieOf(await signIn(app, key));
  await signIn(app, UNKNOWN);
  await ask(app, DATA, withCookie(cookie));
  await ask(app, PATH, { method: "DELETE", ...withCookie(cookie) });
  await ask(app, DATA, withCookie(cookie));
  await ask(app, "/no%0a%22such%22path", { headers: { "x-request-id": 'a"}{"level":30' } });
  const metrics = await (await ask(app, "/metrics", bearer(key))).text();
  const holder = `key:${record.id}`;
  expect(audited.map(({ action, client, status }) => [action, client?.id ?? null, status])).toEqual(
    [
      ["POST /api/v1/session", holder, 200],
      ["POST /api/v1/session", null, 401],
      [`GET ${DATA}`, holder, 200],
      ["DELETE /api/v1/session", holder, 200],
      [`GET ${DATA}`, null, 401],
      ["GET (no route)", null, 404],
      ["GET /metrics", holder, 200],
    ],
  );
  // Whatever was asked for, a line is one entry.
  for (const line of lines) expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number) });
  expect(lines.join("").trimEnd().split("\n")).toHaveLength(lines.length);
  expect(lines.length).toBeGreaterThanOrEqual(7);
  const session = cookie.split("=")[1] ?? "";
  for (const secret of [key.slice(-64), UNKNOWN, session])
    expect(`${lines.join("")}${JSON.stringify(audited)}${metrics}`).not.toContain(secret);
});

it("says it in the language of the browser, under a base path too", async () => {
  const path = bench.keysPath();
  await bench.addKey(path, "viewer");
  const app = bench.serve({ keys: { path } }, { basePath: "/portal" });
  const page = await ask(app, "/", { headers: { "accept-language": "zh-TW,en;q=0.5" } });
  const html = await page.text();
  expect(html).toContain('<html lang="zh-TW">');
  expect(html).toContain('action="/portal/api/v1/session"');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|https?:\/\//i);
  expect(page.headers.get("content-security-policy")).toContain("form-action 'none'");
  for (const [, file = ""] of html.matchAll(/(?:src|href)="\/portal(\/assets[^"]+)"/g))
    expect((await ask(app, file)).status, file).toBe(200);
});

it("keeps only so many sessions, those of other keys last", () => {
  let now = 0;
  const client = { id: "key:a", kind: "key", role: "viewer", tags: null } as const;
  const limits = { lastsMs: 1000, idleMs: 1000, mostPerKey: 2, most: 3 };
  const sessions = createSessions({ findAgain: () => client }, limits, { elapsed: () => now });
  const begin = (id: string) => sessions.begin({ id, hash: Buffer.alloc(1) });
  const here = (ids: string[]) => ids.map((id) => sessions.find(id) !== null);
  const b = begin("b");
  const as = [begin("a"), begin("a"), begin("a")];
  expect(here([b, ...as])).toEqual([true, false, true, true]);
  const c = begin("c");
  expect(here([b, ...as, c])).toEqual([false, false, true, true, true]);
  now = 1000;
  const d = begin("d");
  expect(here([...as, c, d])).toEqual([false, false, false, false, true]);
});
