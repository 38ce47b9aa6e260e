import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { issueKey, revokeKey, rotateKey } from "../src/access/key-change.js";
import { changeKeys } from "../src/access/key-file.js";
import type { KeyRecord } from "../src/access/key-record.js";
import type { AccessOptions } from "../src/access/options.js";
import { isEnough, ROLES, type Role } from "../src/access/role.js";
import { createService, type Service } from "../src/index.js";
import { ProblemBody } from "../src/openapi/problem-body.js";
import { ask } from "./market.js";

const guide = readFileSync(join(import.meta.dirname, "../../../docs/guide/access.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "access-"));
const services: Service[] = [];
const clock = Date.parse("2026-03-01T00:00:00Z");

const serve = (access: AccessOptions) => {
  const service = createService({
    store: memoryStore(),
    catalogue: builtInCatalogue,
    access: { now: () => clock, elapsed: () => clock, ...access },
  });
  services.push(service);
  return service.app;
};
const addKey = async (path: string, role: Role, over: Partial<KeyRecord> = {}) => {
  const wish = { name: role, role, tags: null, expires: null };
  const { key, record } = issueKey(wish, { now: clock });
  const kept = { ...record, ...over };
  await changeKeys(path, (keys) => ({ keys: [...keys, kept], result: undefined }));
  return { key, record: kept };
};
const bearer = (key: string): RequestInit => ({ headers: { authorization: `Bearer ${key}` } });
const problem = async (response: Response) => ProblemBody.parse(await response.json());

const Document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        "x-least-role": z.enum([...ROLES, "public", "sender"]),
        security: z.array(z.record(z.string(), z.array(z.string()))),
        responses: z.record(z.string(), z.unknown()),
      }),
    ),
  ),
});

/** Rows of the guide's table: route and least role. */
const told = new Map(
  [...guide.matchAll(/^\| `([A-Z]+ \/\S*)` \| (\w+) \|/gm)].map(([, route, role]) => [route, role]),
);

const UNKNOWN = `cdp_${"0".repeat(12)}_${"0".repeat(64)}`;
const keys = new Map<Role, string>();
beforeAll(async () => {
  for (const role of ROLES) {
    keys.set(role, (await addKey(join(folder, "all.json"), role)).key);
  }
});
afterAll(async () => {
  for (const service of services) await service.close();
  rmSync(folder, { recursive: true });
});

it("lets each role reach what the guide's table says, and nobody more, at every mounted route", async () => {
  const app = serve({ keys: { path: join(folder, "all.json") }, rate: { perMinute: null } });
  const { paths } = Document.parse(await (await ask(app, "/openapi.json")).json());
  const routes = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({
      route: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      // A name that nobody has: what is behind the gate refuses it, and changes nothing.
      path: path.replace(/\{\w+\}/g, "nobody-has-this-name"),
      ...operation,
    })),
  );
  const files = app.routes
    .filter(
      ({ method, path }) =>
        method !== "ALL" && paths[path.replace(/:(\w+)/g, "{$1}")] === undefined,
    )
    .map(({ method, path }) => ({ route: `${method} ${path}`, method, path }));
  expect(Object.fromEntries(routes.map((one) => [one.route, one["x-least-role"]]))).toEqual(
    Object.fromEntries(told),
  );

  for (const { route, method, path, security, responses, ...rest } of routes) {
    const least = rest["x-least-role"];
    const statusOf = async (key: string | undefined) => {
      const answer = await ask(app, path, { method, ...(key && bearer(key)) });
      if (answer.status === 401 && least !== "sender")
        expect(answer.headers.get("www-authenticate"), route).toMatch(/^Bearer realm=/);
      const { status } = answer;
      await answer.body?.cancel();
      return status;
    };
    const stranger = await statusOf(undefined);
    if (least === "public") {
      expect([stranger, security], route).toEqual([expect.any(Number), []]);
      expect([401, 403], route).not.toContain(stranger);
      continue;
    }
    if (least === "sender") {
      // Its own door says no: an unsigned delivery, or a body that is none; it never asks for a role.
      expect([400, 401, 404, 415, 422], route).toContain(stranger);
      expect(await statusOf(keys.get("admin")), route).toBe(stranger);
      continue;
    }
    expect(stranger, route).toBe(401);
    expect(Object.keys(responses), route).toEqual(expect.arrayContaining(["401", "403", "429"]));
    expect([401, 429], route).toContain(await statusOf(UNKNOWN));
    for (const role of ROLES) {
      const status = await statusOf(keys.get(role));
      if (isEnough(role, least)) expect([401, 403, 429], `${role} ${route}`).not.toContain(status);
      else expect(status, `${role} ${route}`).toBe(403);
    }
  }
  for (const { route, method, path } of files) {
    expect((await ask(app, path, { method })).status, route).toBe(200);
  }
});
