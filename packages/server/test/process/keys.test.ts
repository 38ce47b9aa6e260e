import type { ChildProcess } from "node:child_process";
import { mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import * as z from "zod";
import { run as runHere } from "../../src/command/run.js";
import { planAccess } from "../../src/command/serve-access.js";
import { accessSettings } from "../../src/setting/access.js";
import { readSettings } from "../../src/setting/read-settings.js";
import { transportSettings } from "../../src/setting/transport.js";
import { collect, origin, start } from "./command.js";

let folder = "";
let server: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "keys "));
});
afterAll(async () => {
  server?.kill("SIGKILL");
  await rm(folder, { recursive: true });
});

/** Runs a command in this process. */
const run = async (...args: string[]) => {
  const texts = { out: "", err: "" };
  const write = (to: "out" | "err") => (text: string) => {
    texts[to] += `${text}\n`;
  };
  const terminal = { out: write("out"), err: write("err"), watched: false, folder };
  return { code: await runHere(terminal, args), ...texts };
};
const Shown = z.looseObject({
  id: z.string(),
  state: z.enum(["active", "expired", "revoked"]),
  overlap_until: z.string().nullable(),
});
const Issued = Shown.extend({ key: z.string().regex(/^cdp_[0-9a-f]{12}_[0-9a-f]{64}$/) });
const json = async <Schema extends z.ZodType>(schema: Schema, ...args: string[]) => {
  const { code, out } = await run("keys", ...args, "--json");
  expect(code).toBe(0);
  return schema.parse(JSON.parse(out));
};

it("serves by the keys that the command line makes, rotates and revokes meanwhile", async () => {
  server = start(folder, ["serve", "--port", "0", "--no-log"]);
  const url = await origin(server, collect(server));
  const statusOf = async (key?: string) => {
    const headers: Record<string, string> = key === undefined ? {} : { "x-api-key": key };
    return (await fetch(`${url}/api/v1/personas`, { headers })).status;
  };
  const pause = () => new Promise((resolve) => setTimeout(resolve, 20));
  expect(await statusOf()).toBe(200);
  const first = await json(Issued, "create", "--name", "shop", "--role", "viewer");
  while ((await statusOf()) === 200) await pause();
  expect(await statusOf(first.key)).toBe(200);
  const second = await json(Issued, "create", "--name", "ops", "--role", "operator");
  expect(await statusOf(second.key)).toBe(200);
  const rotated = await json(Issued, "rotate", "shop", "--overlap", "1h");
  expect([await statusOf(rotated.key), await statusOf(first.key), rotated.overlap_until]).toEqual([
    ...[200, 200, expect.any(String)],
  ]);
  await json(Shown, "revoke", "shop");
  while ((await statusOf(rotated.key)) === 200) await pause();
  expect(await statusOf(first.key)).toBe(401);
  const Listed = z.object({ file: z.string(), keys: z.array(Shown) });
  const { file, keys } = await json(Listed, "list");
  expect(file).toBe(join(folder, "data", "keys.json"));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(keys.map(({ state }) => state)).toEqual(["revoked", "active"]);
  expect(JSON.stringify(keys)).not.toMatch(/sha256|hash/);
});

it("prints a key once, on standard output alone, and says what is wrong with a command", async () => {
  const made = await run("keys", "create", "--name", "once", "--role", "admin", "--only", "twin");
  expect(made.out).toMatch(/^cdp_\w+\n$/);
  expect(made.err).not.toContain(made.out.trim());
  const listed = await run("keys", "list");
  expect(listed.out).toContain("admin only Twin  once");
  const wrong = [
    ["create", "--name", "x", "--role", "boss"],
    ["create", "--role", "viewer"],
    ["create", "--name", "x", "--role", "viewer", "--expires", "soon"],
    ["create", "--name", "x", "--role", "viewer", "--expires", "2020-01-01T00:00:00Z"],
    ["create", "--name", "x", "--role", "viewer", "--only", "Nothing"],
    ["revoke", "nobody"],
    ["rotate", "shop"],
    ["rotate", "once", "--overlap", "forever"],
  ];
  for (const args of wrong) expect((await run("keys", ...args)).code, args.join(" ")).toBe(2);
  await writeFile(join(folder, "other.json"), "{}");
  expect(await run("keys", "list", "--keys", "other.json")).toMatchObject({
    code: 2,
    err: expect.stringContaining("is not a file of keys"),
  });
});

it.each([
  ["no credentials are set", {}, "no-keys.json"],
  ["clear text", {}, "data/keys.json"],
  ["CDP_TLS_KEY_FILE", { CDP_TLS_CERT_FILE: "tls.crt" }, "data/keys.json"],
  ["CDP_TOKEN_AUDIENCE", { CDP_TOKEN_ISSUER: "https://login.example" }, "data/keys.json"],
  [null, { CDP_BEHIND_TLS: "true" }, "data/keys.json"],
  [null, { CDP_TLS_CERT_FILE: "tls.crt", CDP_TLS_KEY_FILE: "tls.key" }, "data/keys.json"],
])("lets strangers near a public address only when that is safe: %s", (refusal, more, keys) => {
  const groups = { access: accessSettings, transport: transportSettings };
  const settings = readSettings(groups, { ...more, CDP_KEYS_FILE: join(folder, keys) });
  const silent = { out: () => undefined, err: () => undefined, watched: false, folder };
  const place = { ...settings, store: "memory:", host: "0.0.0.0", allowedOrigins: [] };
  if (refusal !== null) expect(() => planAccess(silent, place)).toThrow(refusal);
  else expect(planAccess(silent, place)).toMatchObject({ access: { required: true } });
});
