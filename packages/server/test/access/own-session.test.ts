import { afterAll, expect, it } from "vitest";
import type { Door } from "../../src/route/mount.js";
import { ask } from "../market.js";
import { accessBench, bearer } from "./served.js";

const bench = accessBench();
afterAll(() => bench.close());

const PATH = "/api/v1/session";
const MINUTE = 60_000;

const signIn = async (app: Door, key: string, origin = "") => {
  const answer = await ask(app, origin + PATH, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ key }),
  });
  return { headers: { cookie: answer.headers.get("set-cookie")?.split(";")[0] ?? "" } };
};
const seenBy = async (app: Door, init: RequestInit) => {
  const answer = await ask(app, PATH, init);
  expect(answer.headers.get("cache-control")).toBe("no-store");
  return answer.json();
};
const end = async (app: Door, init: RequestInit, id: string) =>
  (await ask(app, `${PATH}/${id}`, { method: "DELETE", ...init })).status;

it("shows the sessions of a key to who holds it, and ends any of them", async () => {
  const path = bench.keysPath();
  const [mine, other] = [await bench.addKey(path, "viewer"), await bench.addKey(path, "admin")];
  const app = bench.serve({ keys: { path } });
  const begun = new Date(bench.clock.now).toISOString();
  const desk = await signIn(app, mine.key);
  bench.clock.now += 10 * MINUTE;
  const later = new Date(bench.clock.now).toISOString();
  const phone = await signIn(app, mine.key);
  const stranger = await signIn(app, other.key);

  const seen = await seenBy(app, desk);
  const name = expect.stringMatching(/^[0-9a-f]{16}$/);
  expect(seen).toEqual({
    ...{ success: true, role: "viewer", only: null },
    sessions: [
      { id: name, begun: later, last_used: later, from: "", current: false },
      { id: name, begun, last_used: later, from: "", current: true },
    ],
  });
  for (const { headers } of [desk, phone])
    expect(JSON.stringify(seen)).not.toContain(headers.cookie.split("=")[1]);
  const [ofPhone, ofDesk] = seen.sessions;
  // The key itself sees them too, and is none of them.
  const byKey = await seenBy(app, bearer(mine.key));
  expect(byKey.sessions.map(({ current }: { current: boolean }) => current)).toEqual([
    false,
    false,
  ]);

  // An administrator's key reaches only its own, too.
  expect(await end(app, bearer(other.key), ofPhone.id)).toBe(404);
  expect((await seenBy(app, stranger)).sessions).toHaveLength(1);
  // Whoever finds a browser signed in cannot end the others.
  expect(await end(app, desk, ofPhone.id)).toBe(403);
  expect((await seenBy(app, phone)).sessions).toHaveLength(2);

  const withKey = { headers: { ...desk.headers, ...bearer(mine.key).headers } };
  expect(await end(app, withKey, ofPhone.id)).toBe(200);
  expect(await end(app, withKey, ofPhone.id)).toBe(404);
  expect((await ask(app, PATH, phone)).status).toBe(401);
  expect((await seenBy(app, desk)).sessions).toHaveLength(1);
  expect(await end(app, bearer(mine.key), ofDesk.id)).toBe(200);
  expect((await ask(app, PATH, desk)).status).toBe(401);
});

it("does not show sessions that have ended by themselves", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "viewer");
  const session = { lastsMs: 90 * MINUTE, idleMs: 60 * MINUTE };
  const app = bench.serve({ keys: { path }, session });
  await signIn(app, key);
  bench.clock.now += 59 * MINUTE;
  await signIn(app, key);
  expect((await seenBy(app, bearer(key))).sessions).toHaveLength(2);
  bench.clock.now += MINUTE;
  expect((await seenBy(app, bearer(key))).sessions).toHaveLength(1);
});

it("says what a credential may do, one that is kept to other groups included", async () => {
  const path = bench.keysPath();
  const { key } = await bench.addKey(path, "operator", { tags: ["Twin"] });
  const app = bench.serve({ keys: { path } });
  const expected = { success: true, role: "operator", only: ["Twin"], sessions: [] };
  expect(await seenBy(app, bearer(key))).toEqual(expected);
  const open = { success: true, role: "admin", only: null, sessions: [] };
  for (const asksNobody of [bench.serve({}), bench.serve(undefined)]) {
    expect(await seenBy(asksNobody, {})).toEqual(open);
    expect(await end(asksNobody, {}, "0123456789abcdef")).toBe(404);
  }
});
