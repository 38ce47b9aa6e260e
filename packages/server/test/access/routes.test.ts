import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { isEnough, ROLES, type Role } from "../../src/access/role.js";
import { TAGS } from "../../src/access/scope.js";
import { defineConfiguration } from "../../src/source/configuration.js";
import { ask } from "../market.js";
import { accessBench, bearer, UNKNOWN } from "./served.js";

const guide = readFileSync(join(import.meta.dirname, "../../../../docs/guide/access.md"), "utf8");
const bench = accessBench();
const keysFile = bench.keysPath();
const NAME = "nobody-has-this-name";

const Operation = z.looseObject({
  tags: z.array(z.enum(TAGS)),
  "x-least-role": z.enum([...ROLES, "public", "sender"]),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(z.string(), z.unknown()),
});
const Document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
});

/** Rows of the guide's table: route and least role. */
const told = Object.fromEntries(
  [...guide.matchAll(/^\| `([A-Z]+ \/\S*)` \| (\w+) \|/gm)].map(([, route, role]) => [route, role]),
);

const keys = new Map<Role | "nobody", string>([["nobody", UNKNOWN]]);
const keyOf = (role: Role | "nobody") => bearer(keys.get(role) ?? "");
beforeAll(async () => {
  for (const role of ROLES) keys.set(role, (await bench.addKey(keysFile, role)).key);
});
afterAll(() => bench.close());

it("lets each role reach what the guide's table says and nobody more, at every mounted route", async () => {
  const { webhooks } = defineConfiguration(
    { webhooks: [{ name: NAME, secrets: [`whsec_${Buffer.alloc(24, 1).toString("base64")}`] }] },
    { loopback: true },
  );
  const access = { keys: { path: keysFile }, rate: { perMinute: null } };
  const app = bench.serve(access, { webhooks, writeKeys: [{ name: "shop", key: "write-key" }] });
  const { paths } = Document.parse(await (await ask(app, "/openapi.json")).json());
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([name, operation]) => {
      const method = name.toUpperCase();
      const route = `${method} ${path}`;
      return { ...operation, route, method, path: path.replace(/\{\w+\}/g, NAME) };
    }),
  );
  expect(Object.fromEntries(routes.map((one) => [one.route, one["x-least-role"]]))).toEqual(told);

  for (const { "x-least-role": least, route, method, path, tags, security, responses } of routes) {
    const statusOf = async (init: RequestInit = {}) => {
      // A key that no query has: what is behind the gate answers without starting to work.
      const query = method === "GET" && least !== "public" ? "?no_such_key=1" : "";
      const answer = await ask(app, path + query, { method, ...init });
      await answer.body?.cancel();
      return answer.status;
    };
    if (least === "public") {
      expect(security, route).toEqual([]);
      // Signing in takes its key in a body, of which there is none here.
      const expected = method === "POST" ? [415] : [200, 503];
      for (const init of [{}, keyOf("nobody")])
        expect(expected, route).toContain(await statusOf(init));
      continue;
    }
    if (least === "sender") {
      // Its own door says no, and a key of ours opens it no more than a wrong write key does.
      const json = { "content-type": "application/json" };
      const tracking = tags.includes("Tracking");
      const sent = {
        headers: tracking
          ? { authorization: "Basic eDo=" }
          : { ...json, ...keyOf("admin").headers },
      };
      expect(await statusOf(sent), route).toBe(401);
      continue;
    }
    expect(await statusOf(), route).toBe(401);
    expect([401, 429], route).toContain(await statusOf(keyOf("nobody")));
    expect(Object.keys(responses), route).toEqual(expect.arrayContaining(["401", "403", "429"]));
    for (const role of ROLES) {
      const status = await statusOf(keyOf(role));
      if (isEnough(role, least)) expect([401, 403, 429], `${role} ${route}`).not.toContain(status);
      else expect(status, `${role} ${route}`).toBe(403);
    }
  }
});

it("serves its files to everybody, and puts nothing else beside the described routes", async () => {
  const app = bench.serve({ keys: { path: keysFile } });
  const { paths } = Document.parse(await (await ask(app, "/openapi.json")).json());
  const files = app.routes.filter(
    ({ method, path }) => method !== "ALL" && paths[path.replace(/:(\w+)/g, "{$1}")] === undefined,
  );
  for (const { method, path } of files) {
    expect(`${method} ${path}`).toMatch(
      /^GET (\/|\/docs.*|\/redoc|\/openapi\.json|\/assets\/.*|\/cdp-.*)$/,
    );
    expect([200, 308], path).toContain((await ask(app, path)).status);
  }
  expect((await ask(app, "/api/v1/no-such-path")).status).toBe(404);
});
