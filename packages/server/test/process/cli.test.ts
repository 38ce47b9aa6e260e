import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IngestReport, RecommendationResponse, SimulationResponse, Twin } from "@cdp-whatif/core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { run as runCommand } from "../../src/command/run.js";
import { run } from "./command.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cli run "));
  await run(folder, ["generate", "--out", "market", "--days", "50", "--seed", "9", ...NAMES]);
});
afterAll(() => rm(folder, { recursive: true }));

const NAMES = [
  ["--personas", "夜班_護理師,Étudiants du soir"],
  ["--regions", "北 區,Süd_Ost,الرياض"],
  ["--brands", "A_B,ブランド,Q Q,7-11,الف"],
].flat();
const STORE = ["--store", "duckdb:./shop.duckdb"];

it("ingests, fits and simulates on files alone, with names never seen before", async () => {
  const files = ["market/market.jsonl", "market/behavior_twin_monthly.jsonl"];
  const ingested = await run(folder, ["ingest", ...files, ...STORE, "--json"]);
  expect(ingested).toMatchObject({ code: 0, err: "" });
  const report = IngestReport.parse(JSON.parse(ingested.out));
  expect(report).toMatchObject({ read: report.stored, deadLettered: 0, demo: true });
  expect(report.byKind.behaviour).toBe(2 * 3 * 50);

  const again = await run(folder, ["ingest", ...files, ...STORE, "--json"]);
  expect(IngestReport.parse(JSON.parse(again.out)).stored).toBe(0);

  const fitted = await run(folder, ["fit", ...STORE, "--out", "twin.json"]);
  expect(fitted).toMatchObject({ code: 0, err: "" });
  expect(fitted.out).toContain("Backtest");
  const twin = Twin.parse(JSON.parse(await readFile(join(folder, "twin.json"), "utf8")));
  expect([...twin.brands].sort()).toEqual(["7-11", "A_B", "Q Q", "الف", "ブランド"].sort());

  const body = { event: "promotion", brand: "ブランド", discount: 0.2, persona: "夜班_護理師" };
  await writeFile(join(folder, "request.json"), JSON.stringify(body));
  const asked = ["simulate", "request.json", "--twin", "twin.json", "--json"];
  const simulated = await run(folder, asked);
  const answer = SimulationResponse.parse(JSON.parse(simulated.out));
  expect(simulated.code).toBe(answer.verdict.status === "refused" ? 4 : 0);
  expect(
    Object.values(answer.cells)
      .map(({ region }) => region)
      .sort(),
  ).toEqual(["Süd_Ost", "الرياض", "北 區"].sort());
  const fromInput = await run(
    folder,
    ["simulate", "-", "--twin", "twin.json", "--json"],
    JSON.stringify(body),
  );
  expect(fromInput.out).toBe(simulated.out);

  const levers = [{ lever: "points", brand: "ブランド", values: [2] }];
  const wanted = JSON.stringify({ objective: "share", levers, draws: 20 });
  const asking = ["recommend", "--twin", "twin.json", "--request", "-"];
  const advised = await run(folder, [...asking, "--json"], wanted);
  const { recommendation } = RecommendationResponse.parse(JSON.parse(advised.out));
  expect(recommendation).toMatchObject({ kind: "recommendation", brands: ["ブランド"] });
  const told = await run(folder, asking, wanted);
  expect(told).toMatchObject({ code: advised.code, out: expect.stringMatching(/^Advice: /) });
}, 120_000);

it("ends with 3 when something was not accepted, and lists it with its place", async () => {
  await writeFile(join(folder, "bad.jsonl"), '{"timestamp":\n\n{"what":1}\n');
  const ingested = await run(folder, ["ingest", "bad.jsonl", "--store", "duckdb:./bad.duckdb"]);
  expect(ingested.code).toBe(3);
  expect(ingested.out).toContain("2 not accepted");
  const listed = await run(folder, ["dead-letters", "list", "--store", "duckdb:./bad.duckdb"]);
  expect(listed.code).toBe(0);
  expect(listed.out).toContain("bad.jsonl:1");
  expect(listed.out).toContain("bad.jsonl:3");
  const replayed = await run(folder, [
    "dead-letters",
    "replay",
    "--json",
    "--store",
    "duckdb:./bad.duckdb",
  ]);
  expect(replayed.code).toBe(3);
  expect(JSON.parse(replayed.out)).toMatchObject({ read: 2, stored: 0, deadLettered: 2 });
}, 60_000);

const refusals = [
  [["ingest"], 2, "missing required argument"],
  [["ingest", "nowhere.jsonl", "--store", "memory:"], 2, "nowhere.jsonl"],
  [["ingest", "market", "--store", "oracle:x"], 2, "duckdb:"],
  [["ingest", "market", "--store", "memory:", "--zone", "Mars/Olympus"], 2, "Mars/Olympus"],
  [["fit", "--store", "memory:"], 4, "Ingest some first"],
  [["simulate", "market/truth.json", "--twin", "market/truth.json"], 2, "does not fit"],
  [["simulate", "missing.json", "--twin", "missing.json"], 2, "missing.json"],
  [["serve", "--port", "70000"], 2, "0 to 65535"],
  [["serve", "--host", "0.0.0.0", "--store", "memory:"], 2, "127.0.0.1"],
  [["help", "simulate"], 0, "POST /api/v1/simulate"],
] as const;
const ends = [
  [["frobnicate"], 2, "unknown command"],
  [["fit", "--store", "duckdb:./bad.jsonl"], 5, "bad.jsonl"],
  [["--version"], 0, "0."],
] as const;

it.each(ends)(
  "ends %j with exit code %i",
  async (args, code, hint) => {
    expectEnd(await run(folder, args), { code, hint });
  },
  60_000,
);

// A process of each would take seconds and show no more.
it.each(refusals)("answers %j with exit code %i", async (args, code, hint) => {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = {
    out: (text: string) => void out.push(text),
    err: (text: string) => void err.push(text),
    watched: false,
    folder,
  };
  const found = await runCommand(terminal, args);
  expectEnd({ code: found, out: out.join("\n"), err: err.join("\n") }, { code, hint });
});

function expectEnd(
  { code: found, out, err }: Awaited<ReturnType<typeof run>>,
  { code, hint }: { code: number; hint: string },
) {
  expect({ found, hint: `${err}${out}`.includes(hint) ? hint : `${err}${out}` }).toEqual({
    found: code,
    hint,
  });
  expect(err).not.toMatch(/^\s+at /m);
}

it("exports what says of itself that it is demo", async () => {
  const exported = await run(folder, ["export", "behaviour", ...STORE, "--out", "rows.jsonl"]);
  expect(exported).toMatchObject({ code: 0, err: expect.stringContaining("demo") });
  const rows = (await readFile(join(folder, "rows.jsonl"), "utf8")).trimEnd().split("\n");
  expect(rows).toHaveLength(300);
  expect(rows.every((row) => JSON.parse(row).demo === true)).toBe(true);
  expect(await readdir(folder)).toContain("shop.duckdb");
}, 60_000);

it("reads standard input", async () => {
  const line = (await readFile(join(folder, "market/market.jsonl"), "utf8")).split("\n")[0] ?? "";
  const ingested = await run(folder, ["ingest", "-", "--store", "memory:", "--json"], `${line}\n`);
  expect(ingested).toMatchObject({ code: 0, err: "" });
  expect(JSON.parse(ingested.out)).toMatchObject({ read: 1, stored: 1 });
}, 60_000);
