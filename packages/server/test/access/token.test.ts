import { createHmac } from "node:crypto";
import { exportSPKI } from "jose";
import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { ProblemBody } from "../../src/openapi/problem-body.js";
import { accessOptions, accessSettings } from "../../src/setting/access.js";
import { readSettings } from "../../src/setting/read-settings.js";
import { ask } from "../market.js";
import { type IssuerKey, newKey, sign, startIssuer } from "./issuer.js";
import { accessBench, bearer } from "./served.js";

const bench = accessBench();
const MINUTE = 60_000;
let issuer: Awaited<ReturnType<typeof startIssuer>>;
let [ec, rsa, stranger]: IssuerKey[] = [];
beforeAll(async () => {
  issuer = await startIssuer();
  [ec, rsa, stranger] = await Promise.all([newKey("a"), newKey("b", "RS256"), newKey("a")]);
});
beforeEach(() => {
  issuer.fail(false);
  issuer.publish(...known(ec, rsa));
});
afterAll(async () => {
  await bench.close();
  await issuer.close();
});

const known = (...keys: (IssuerKey | undefined)[]) => keys.filter((key) => key !== undefined);
const seconds = () => Math.floor(bench.clock.now / 1000);
const claims = (over: object = {}) => ({
  ...{ iss: issuer.issuer, aud: "cdp", sub: "u-1", exp: seconds() + 300, roles: ["viewer"] },
  ...over,
});
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A server that takes tokens as the environment says. */
function serve(environment: Record<string, string> = {}) {
  const { access } = readSettings(
    { access: accessSettings },
    { CDP_TOKEN_ISSUER: issuer.issuer, CDP_TOKEN_AUDIENCE: "cdp,other", ...environment },
  );
  const place = { keysFile: bench.keysPath(), host: "127.0.0.1", allowedOrigins: [] };
  return bench.serve(accessOptions(access, place));
}
const say = async (app: ReturnType<typeof serve>, token: string, path = "/api/v1/personas") => {
  const answer = await ask(app, path, bearer(token));
  const text = await answer.text();
  const detail = answer.ok ? "" : ProblemBody.parse(JSON.parse(text)).detail;
  return { status: answer.status, detail, answer };
};
const signed = (over: object, key = ec) => {
  if (key === undefined) throw new Error("no key yet");
  return sign({ key, claims: claims(over) });
};

it("takes tokens of the issuer, and gives each the highest role that its claim names", async () => {
  const app = serve();
  const rsaSigned = await signed({ aud: ["other", "x"], roles: "analyst viewer" }, rsa);
  expect(await say(app, await signed({}))).toMatchObject({ status: 200 });
  expect(await say(app, rsaSigned)).toMatchObject({ status: 200 });
  const sources = (roles: unknown) =>
    signed({ roles }).then((token) => say(app, token, "/api/v1/sources"));
  expect((await sources(["viewer", "operator", "unheard-of"])).status).toBe(200);
  expect((await sources(["viewer"])).status).toBe(403);
  for (const roles of [[], "boss", { admin: true }, null, 7, ["__proto__"]])
    expect(await sources(roles)).toMatchObject({
      status: 401,
      detail: expect.stringMatching("roles names no role"),
    });
  expect(issuer.asked.filter((path) => path === "/keys")).toHaveLength(1);
});

it("reads the role from where the issuer puts it, by the table alone where there is one", async () => {
  const app = serve({
    CDP_TOKEN_ROLE_CLAIM: "realm_access.roles",
    CDP_TOKEN_ROLES: "cdp-ops=operator, cdp=viewer",
  });
  const sources = (roles: string[]) =>
    signed({ realm_access: { roles } }).then((token) => say(app, token, "/api/v1/sources"));
  expect((await sources(["cdp", "cdp-ops"])).status).toBe(200);
  expect((await sources(["cdp"])).status).toBe(403);
  expect((await sources(["admin"])).status).toBe(401);
});

it.each<[string, RegExp, () => Promise<string>]>([
  ["of another issuer", /"iss"/, () => signed({ iss: "https://other.example" })],
  ["for another audience", /"aud"/, () => signed({ aud: "billing" })],
  ["without an audience", /"aud"/, () => signed({ aud: undefined })],
  ["that has expired", /expired/, () => signed({ exp: seconds() - 31 })],
  ["without an end", /"exp"/, () => signed({ exp: undefined })],
  ["that does not hold yet", /"nbf"/, () => signed({ nbf: seconds() + 31 })],
  ["without a subject", /"sub"/, () => signed({ sub: undefined })],
  ["of a stranger's key with a known name", /signature/, () => signed({}, stranger)],
  [
    "that was changed",
    /signature/,
    async () => {
      const [head, , signature] = (await signed({})).split(".");
      return `${head}.${base64(claims({ roles: ["admin"] }))}.${signature}`;
    },
  ],
  [
    "without a signature",
    /algorithm/,
    async () => `${base64({ alg: "none", kid: "a" })}.${base64(claims())}.`,
  ],
  [
    "signed with the public key as a shared secret",
    /algorithm/,
    async () => {
      if (rsa === undefined) throw new Error("no key yet");
      const content = `${base64({ alg: "HS256", kid: "b" })}.${base64(claims())}`;
      const secret = await exportSPKI(rsa.publicKey);
      return `${content}.${createHmac("sha256", secret).update(content).digest("base64url")}`;
    },
  ],
  ["that is none", /not a signed token/, async () => "abc.def.ghi"],
  ["in one part", /not a signed token/, async () => "abcdef"],
])("refuses a token %s", async (_, reason, make) => {
  const { status, detail, answer } = await say(serve(), await make());
  expect({ status, detail }).toEqual({ status: 401, detail: expect.stringMatching(reason) });
  expect(answer.headers.get("www-authenticate")).toContain('error="invalid_token"');
});

it("takes tokens within the tolerance of clocks", async () => {
  const app = serve();
  expect((await say(app, await signed({ exp: seconds() - 29 }))).status).toBe(200);
  expect((await say(app, await signed({ nbf: seconds() + 29 }))).status).toBe(200);
});

it("takes only algorithms that are set", async () => {
  const app = serve({ CDP_TOKEN_ALGORITHMS: "RS256" });
  expect(await say(app, await signed({}))).toMatchObject({
    status: 401,
    detail: expect.stringMatching("algorithm"),
  });
  expect((await say(app, await signed({}, rsa))).status).toBe(200);
});

it("is told of new keys by tokens that name them, and asks for unknown ones only so often", async () => {
  const app = serve();
  expect((await say(app, await signed({}))).status).toBe(200);
  const next = await newKey("c");
  const before = issuer.asked.length;
  const unknown = await sign({ key: next, claims: claims() });
  issuer.publish(next);
  for (let i = 0; i < 5; i++) expect((await say(app, unknown)).status).toBe(401);
  expect(issuer.asked.length - before).toBe(0);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 11_000 });
  try {
    expect((await say(app, unknown)).status).toBe(200);
    expect((await say(app, await signed({}))).status).toBe(401);
    expect(issuer.asked.length - before).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});

it("answers 503 while it has no keys of the issuer, and keeps those it has when that is down", async () => {
  issuer.fail(true);
  const app = serve();
  const token = await signed({});
  const refused = await say(app, token);
  expect([refused.status, refused.answer.headers.get("retry-after")]).toEqual([503, "5"]);
  issuer.fail(false);
  bench.clock.now += MINUTE;
  expect((await say(app, await signed({}))).status).toBe(200);
  issuer.fail(true);
  bench.clock.now += 11 * MINUTE;
  expect((await say(app, await signed({}))).status).toBe(200);
  expect((await say(app, await signed({}))).status).toBe(200);
});

it.each([
  [{ CDP_TOKEN_ALGORITHMS: "HS256" }, "CDP_TOKEN_ALGORITHMS"],
  [{ CDP_TOKEN_ALGORITHMS: "none" }, "CDP_TOKEN_ALGORITHMS"],
  [{ CDP_TOKEN_ISSUER: "http://login.example.com" }, "https://"],
  [{ CDP_TOKEN_AUDIENCE: "" }, "CDP_TOKEN_AUDIENCE"],
  [{ CDP_TOKEN_ROLES: "a=boss" }, "expected a role"],
  [{ CDP_RATE_LIMITS: "boss=1" }, "expected one of"],
  [{ CDP_RATE_LIMITS: "viewer=0" }, "from 1 to"],
  [{ CDP_TRUSTED_PROXIES: "10.0.0.0/33" }, "trusted proxy"],
])("does not start with %j", (environment, hint) => {
  expect(() => serve(environment)).toThrow(hint);
});
