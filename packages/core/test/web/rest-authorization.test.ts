import { describe, expect, it } from "vitest";
import type { RestAuthorization } from "../../src/web/index.js";
import { type Answer, type Asked, serving } from "./loopback.js";
import { all, paged } from "./paged.js";
import { runRest } from "./run-rest.js";

const serve = serving();
const SECRET = "s3cr3t+key/with=signs";

const keys: RestAuthorization[] = [
  { by: "key", in: "header", name: "x-api-key", value: SECRET },
  { by: "key", in: "query", name: "Authorization", value: SECRET },
];
const keyOf = ({ url, headers }: Asked) =>
  headers["x-api-key"] ?? url.searchParams.get("Authorization");

describe.each(keys)("a key in the $in", (authorization) => {
  it("goes with each request, and into no cursor, though the server repeats it in its links", async () => {
    const server = await serve((asked) => {
      const answer = paged(asked);
      const next = `${asked.url.href}&Authorization=${encodeURIComponent(SECRET)}&from=3`;
      const last = asked.url.searchParams.has("from");
      return { ...answer, headers: last ? {} : { link: `<${next}>; rel="next"` } };
    });
    const url = `${server.origin}/link?x=1`;
    const run = await runRest({ url, paging: { by: "link" }, authorization });
    expect(server.asked.map(keyOf)).toEqual([SECRET, SECRET]);
    expect(run.state.stored).toBeGreaterThan(3);
    expect(leaks(run)).toEqual([]);
  });

  const no: [string, Answer][] = [
    ["refuses it", { status: 401, body: { message: `bad key ${SECRET}` } }],
    ["fails", { status: 500, body: SECRET }],
    ["answers no JSON", { body: `{"key": "${SECRET}"` }],
    ["redirects", { status: 302, headers: { location: `http://127.0.0.1:1/?key=${SECRET}` } }],
    ["breaks off", { by: (response) => response.destroy() }],
    ["sends half an answer", { by: (response) => response.write(SECRET) && response.destroy() }],
  ];
  it.each(no)("is in no state and no error when the server %s", async (_, answer) => {
    const server = await serve(() => answer);
    const retry = { giveUpAfter: 1 };
    const run = await runRest({ url: server.origin, authorization }, { retry });
    expect(run.state.state).toBe("given_up");
    expect(leaks(run)).toEqual([]);
    expect(server.asked).toHaveLength(1);
  });
});

it("refuses a key that no header can hold, without repeating it", () => {
  const value = `${SECRET}\n`;
  const authorization = { by: "key", in: "header", name: "x-api-key", value } as const;
  const make = () => runRest({ url: "http://127.0.0.1:1", authorization });
  return expect(make()).rejects.toThrow(
    /^found characters in the header x-api-key that no header can hold/,
  );
});

/** States that hold the secret, as it is or encoded. */
function leaks({ states }: { states: readonly object[] }): object[] {
  return states.filter((state) => {
    const text = JSON.stringify(state);
    return text.includes(SECRET) || text.includes(encodeURIComponent(SECRET));
  });
}

describe("client credentials", () => {
  const client = (origin: string, more: object = {}): RestAuthorization => ({
    by: "client-credentials",
    tokenUrl: `${origin}/token`,
    clientId: "shop:1",
    clientSecret: SECRET,
    scope: "read",
    ...more,
  });
  /** A token endpoint that counts its tokens, and an interface that takes some of them. */
  const provider = (accepts: (token: number) => boolean, seconds: number | null = 3600) => {
    let issued = 0;
    return (asked: Asked): Answer => {
      if (asked.url.pathname !== "/token") {
        const token = Number(/^Bearer t(\d+)$/.exec(asked.headers.authorization ?? "")?.[1]);
        return accepts(token) ? { body: all } : { status: 401 };
      }
      issued += 1;
      const token = { access_token: `t${issued}`, token_type: "Bearer" };
      return { body: { ...token, ...(seconds !== null && { expires_in: seconds }) } };
    };
  };
  const paths = (asked: readonly Asked[]) => asked.map(({ url }) => url.pathname);

  it("asks for a token as RFC 6749 says, once, and again before it expires", async () => {
    const server = await serve(provider(() => true, 150));
    const authorization = client(server.origin);
    // Polls at 0, 60, 120 s: what is left at 120 s is the half minute that is kept back.
    await runRest({ url: `${server.origin}/items`, authorization }, { polls: 3 });
    expect(paths(server.asked)).toEqual(["/token", "/items", "/items", "/token", "/items"]);
    const [first] = server.asked;
    expect(first).toMatchObject({
      method: "POST",
      body: "grant_type=client_credentials&scope=read",
    });
    const basic = Buffer.from(`shop%3A1:${encodeURIComponent(SECRET)}`).toString("base64");
    expect(first?.headers.authorization).toBe(`Basic ${basic}`);
  });

  it("keeps a token without an end until it is refused", async () => {
    const server = await serve(provider(() => true, null));
    const authorization = client(server.origin, { send: "form" });
    await runRest({ url: `${server.origin}/items`, authorization }, { polls: 3 });
    expect(paths(server.asked)).toEqual(["/token", "/items", "/items", "/items"]);
    expect(new URLSearchParams(server.asked[0]?.body).get("client_secret")).toBe(SECRET);
  });

  it("renews a token that is refused, once; then it is final", async () => {
    const renewed = await serve(provider((token) => token > 1));
    const url = `${renewed.origin}/items`;
    const one = await runRest({ url, authorization: client(renewed.origin) });
    expect(one.state).toMatchObject({ state: "ended", stored: 8 });
    expect(paths(renewed.asked)).toEqual(["/token", "/items", "/token", "/items"]);
    const refused = await serve(provider(() => false));
    const authorization = client(refused.origin);
    const two = await runRest({ url: `${refused.origin}/items`, authorization });
    expect(two.state).toMatchObject({ state: "given_up", failures: 1 });
    expect(two.state.lastError).toContain("/items answered 401: the credentials are refused");
    expect(paths(refused.asked)).toEqual(["/token", "/items", "/token", "/items"]);
  });

  it("says which error the token endpoint gives, and nothing of what it says beside", async () => {
    const body = { error: "invalid_client", error_description: `no client with ${SECRET}` };
    const server = await serve(() => ({ status: 401, body }));
    const run = await runRest({ url: server.origin, authorization: client(server.origin) });
    expect(run.state.state).toBe("given_up");
    expect(run.state.lastError).toMatch(/\/token answered 401.*\(invalid_client\)$/);
    expect(leaks(run)).toEqual([]);
  });

  it("tries again when the token endpoint is not well", async () => {
    const well = provider(() => true);
    const server = await serve((asked, count) => {
      if (count === 1) return { status: 503, headers: { "retry-after": "9" } };
      return count === 2 ? { body: { access_token: "t" } } : well(asked);
    });
    const authorization = client(server.origin);
    const { state, timing } = await runRest({ url: `${server.origin}/items`, authorization });
    expect(state).toMatchObject({ state: "ended", stored: 8 });
    expect(timing.slept[0]).toBe(9000);
  });
});
