import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import { afterAll, expect, it, vi } from "vitest";
import { createProgram } from "./program.js";
import { run } from "./run.js";

const folder = mkdtempSync(join(tmpdir(), "run-"));
afterAll(() => rmSync(folder, { recursive: true }));

const told = async (...args: string[]) => {
  const out: string[] = [];
  const err: string[] = [];
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    watched: false,
    folder,
  };
  const code = await run(terminal, args);
  return { code, out: out.join("\n"), err: err.join("\n") };
};

it.each([
  [["simulate", "none.json", "--twin", "none.json", "--json"], 2, "file_not_found"],
  [["ingest", "--json"], 2, "usage"],
  [["fit", "--store", "memory:", "--json"], 4, "no_data"],
  [["serve", "--port", "x", "--zone", "Mars/X", "--json"], 2, "invalid_input"],
  [["recommend", "--store", "oracle:", "--json"], 2, "invalid_input"],
])("tells programs of %j in JSON, with exit code %i", async (args, exit, code) => {
  const { err, out, ...rest } = await told(...args);
  expect({ ...rest, out }).toEqual({ code: exit, out: "" });
  expect(JSON.parse(err)).toMatchObject({ code, exit_code: exit, title: expect.any(String) });
  expect(err).not.toContain("\n");
});

it("names every fault of settings and flags at once", async () => {
  const { code, err } = await told("serve", "--port", "x", "--zone", "Mars/X", "--twin", "no.json");
  expect(code).toBe(2);
  for (const hint of ["--port", "--zone", "--twin", "3 settings"]) expect(err).toContain(hint);
});

it("names a store that cannot be used beside what else is wrong, and alone by its own code", async () => {
  writeFileSync(join(folder, "notes.txt"), "not a database");
  const store = ["--store", "duckdb:notes.txt"];
  const both = await told("serve", "--check", "--port", "x", ...store);
  expect(both.code).toBe(2);
  for (const hint of ["--port", "--store", "not a DuckDB file", "2 settings"])
    expect(both.err).toContain(hint);
  const alone = await told("serve", "--check", ...store);
  expect(alone.code).toBe(5);
  expect(alone.err).toContain("[store_unavailable]");
});

it("says what was meant", async () => {
  expect((await told("serv")).err).toContain("Did you mean serve?");
  expect((await told("fit", "--stroe", "memory:")).err).toContain("Did you mean --store?");
});

it("checks a configuration and prints what holds, without secrets", async () => {
  const { code, out } = await told(
    "serve",
    "--check",
    "--json",
    "--store",
    "memory:",
    "--port",
    "0",
  );
  expect(code).toBe(0);
  const { settings } = JSON.parse(out);
  expect(settings).toContainEqual({ name: "CDP_PORT", value: "0", from: "flag" });
  expect(settings).toContainEqual({ name: "CDP_HOST", value: "127.0.0.1", from: "default" });
  expect(settings).toContainEqual({ name: "CDP_RATE_LIMITS", value: null, from: "default" });
});

it("names what is wrong in a file of settings, a line that sets nothing included", async () => {
  const file = join(folder, "bad.env");
  const lines = [
    "# ours",
    "",
    "CDP_PROT 80",
    "export CDP_TOKEN_ISSUER=login",
    'CDP_HOSTS="a',
    'b"',
  ];
  writeFileSync(file, [...lines, "CDP_ALLOWED_ORIGINS=https://a.example/", "=3"].join("\r\n"));
  // What the file says becomes the process' own environment, but for this test alone.
  for (const name of ["TOKEN_ISSUER", "HOSTS", "ALLOWED_ORIGINS"])
    vi.stubEnv(`CDP_${name}`, undefined);
  const { code, err } = await told("serve", "--check", "--env-file", file);
  vi.unstubAllEnvs();
  expect(code).toBe(2);
  expect(err.split("\n")).toEqual([
    "cdp-whatif: 4 settings cannot be used:",
    expect.stringMatching(
      /CDP_ALLOWED_ORIGINS: expected origins such as .*slash at the end; found/,
    ),
    expect.stringContaining("CDP_TOKEN_ISSUER: expected an https:// address; found"),
    `  --env-file: line 3 of ${file} is not of the form NAME=value`,
    `  --env-file: line 8 of ${file} is not of the form NAME=value [invalid_input]`,
  ]);
});

it("does not call an audit log whole that is not there", async () => {
  const { code, out, err } = await told("audit", "verify", "--store", "duckdb:./gone/shop.duckdb");
  expect([code, out]).toEqual([2, ""]);
  expect(err).toContain(`there is no audit log in ${join(folder, "gone/audit")} [file_not_found]`);
});

it.each([
  ["keys", "list"],
  ["audit", "verify"],
  ["encryption", "status"],
  ["backup", "backups"],
])("works with %s on the store that the environment names, as a server does", async (...args) => {
  vi.stubEnv("CDP_STORE", "duckdb:./elsewhere/shop.duckdb");
  const { out, err } = await told(...args);
  vi.unstubAllEnvs();
  expect(`${out}${err}`).toContain("elsewhere");
});

it("makes keys once, readable by their owner only, and prints none", async () => {
  const args = ["setup", "--secrets", "secrets", "--keys", "keys.json"];
  const first = await told(...args);
  expect(first.code).toBe(0);
  const file = join(folder, "secrets/dashboard-key");
  const key = readFileSync(file, "utf8");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(first.out).not.toContain(key.trim());
  expect((await told(...args)).out).toContain("Nothing to do");
  expect(readFileSync(file, "utf8")).toBe(key);
  expect(JSON.parse(readFileSync(join(folder, "keys.json"), "utf8")).keys).toHaveLength(2);
});

it.each([
  [200, "healthy", 0],
  [200, "degraded", 0],
  [503, "critical", 1],
])("asks a server how it is: %i %s ends with %i", async (status, said, code) => {
  const server = createServer((_, response) => {
    response.writeHead(status).end(JSON.stringify({ status: said, checks: { cache: "fail" } }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  expect(await told("health", url)).toEqual({ code, out: `${said}: cache`, err: "" });
  await new Promise((resolve) => server.close(resolve));
  expect(await told("health", url)).toMatchObject({
    code: 1,
    err: expect.stringContaining("ECONNREFUSED"),
  });
});

it("fits the last periods alone where it is told so", async () => {
  const lines = Array.from({ length: 60 }, (_, i) => {
    const at = new Date(Date.UTC(2026, 0, 1 + i, 4)).toISOString();
    const shares = i < 30 ? { a: 0.6, b: 0.4 } : { a: 0.3, b: 0.2 + 0.1 * (i % 2), c: 0.4 };
    const all = Object.values(shares).reduce((sum, share) => sum + share, 0);
    const parts = Object.entries(shares).map(([brand, share]) => [brand, share / all]);
    const line = { timestamp: at, group: "P", region: "R", total_personas: 400 };
    return JSON.stringify({ ...line, brand_distribution: Object.fromEntries(parts) });
  });
  writeFileSync(join(folder, "market.jsonl"), lines.join("\n"));
  const store = ["--store", "duckdb:./market.duckdb"];
  expect((await told("ingest", "market.jsonl", ...store)).code).toBe(0);
  const all = JSON.parse((await told("fit", ...store, "--json")).out);
  const last = JSON.parse((await told("fit", ...store, "--json", "--periods", "20")).out);
  expect([all.backtest.periods, last.backtest.periods]).toEqual([12, 4]);
  expect((await told("fit", ...store, "--periods", "0")).err).toContain("a whole number from 1");
});

it("has help with options and examples for each command", () => {
  const terminal = { out: () => {}, err: () => {}, watched: false, folder };
  const leaves = (command: Command): Command[] =>
    command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
  const bare = leaves(createProgram(terminal, () => {})).filter((command) => {
    const help: string[] = [];
    command.configureOutput({ writeOut: (text) => void help.push(text) }).outputHelp();
    return !help.join("").includes("Usage: cdp-whatif ") || command.description() === "";
  });
  expect(bare.map((command) => command.name())).toEqual([]);
});
