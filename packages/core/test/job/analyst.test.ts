import { readFileSync } from "node:fs";
import { afterAll, expect, it } from "vitest";
import {
  answerJob,
  canonicalJson,
  createAnalyst,
  createJobPool,
  explain,
  fitTwin,
  receipt,
  runAgents,
  type ScenarioInput,
  type StartJobWorker,
  simulate,
} from "../../src/index.js";
import { startAnalyst } from "../../src/node/index.js";
import { REFERENCE_SCENARIOS } from "../simulate/reference-scenarios.js";
import { exampleTwin } from "../twin/example-twin.js";
import { plantedHistory } from "../twin/planted-history.js";

const analysts = [1, 2].map((workers) => startAnalyst({ workers }));
const [alone, two] = analysts;
afterAll(() => {
  for (const analyst of analysts) analyst.end();
});

const rise: ScenarioInput = {
  interventions: [{ type: "price_change", price: { FamilyMart: 1.1 } }],
  draws: 300,
  seed: 5,
  series: true,
};

it("simulates to the same bytes whatever the number of workers", async () => {
  const twin = exampleTwin({ personas: 3, regions: 3 });
  const here = canonicalJson(simulate(twin, rise));
  const stages: number[] = [];
  const there = await two?.simulate(twin, rise, { onProgress: ({ done }) => stages.push(done) });
  expect(canonicalJson(there)).toBe(here);
  expect(canonicalJson(await alone?.simulate(twin, rise))).toBe(here);
  expect(stages).toEqual([...stages].sort((a, b) => a - b));
  expect(stages.at(-1)).toBe(1);
});

it("carries the reference scenarios out to their pinned digests", async () => {
  const file = new URL("../simulate/reference-digests.json", import.meta.url);
  const pinned = JSON.parse(readFileSync(file, "utf8")) as Record<string, string>;
  for (const { name, twin, scenario } of REFERENCE_SCENARIOS) {
    for (const analyst of [alone, two]) {
      const result = await analyst?.simulate(twin, scenario);
      expect(result && receipt(result).resultDigest, name).toBe(pinned[name]);
    }
  }
});

it("explains to the same bytes as here, and tells how far it is", async () => {
  const twin = exampleTwin();
  const here = canonicalJson(explain(twin, { ...rise, draws: 40 }));
  const stages: number[] = [];
  const onProgress = ({ done }: { done: number }) => stages.push(done);
  expect(canonicalJson(await two?.explain(twin, { ...rise, draws: 40 }, { onProgress }))).toBe(
    here,
  );
  expect(stages.at(-1)).toBe(1);
});

it("fits to the same bytes as here", async () => {
  const { history } = await plantedHistory({ days: 60, seed: 3 });
  const here = canonicalJson(fitTwin(history));
  expect(canonicalJson(await two?.fit("twin", history))).toBe(here);
});

it("refuses as the work itself does, and goes on working", async () => {
  const twin = exampleTwin();
  const unknown: ScenarioInput = {
    interventions: [{ type: "price_change", price: { Nobody: 1.1 } }],
  };
  await expect(two?.simulate(twin, unknown)).rejects.toMatchObject({ code: "unknown_brand" });
  const empty = { ...(await plantedHistory({ days: 20 })).history, cells: [] };
  await expect(two?.fit("twin", empty)).rejects.toMatchObject({ code: "too_few_rows" });
  // @ts-expect-error: there is no such fit
  await expect(two?.fit("nothing", empty)).rejects.toMatchObject({ code: "unknown_key" });
  await expect(two?.simulate(twin, rise)).resolves.toMatchObject({ kind: "simulation" });
});

it("stops at once what nobody wants any more, running or waiting", async () => {
  const twin = exampleTwin({ personas: 20, regions: 20 });
  const stop = new AbortController();
  const runs = [1, 2].map((seed) =>
    alone?.simulate(
      twin,
      { ...rise, seed, draws: 5000 },
      {
        signal: stop.signal,
        onProgress: () => stop.abort(),
      },
    ),
  );
  for (const run of runs) await expect(run).rejects.toMatchObject({ code: "aborted" });
  await expect(alone?.simulate(twin, rise, { signal: AbortSignal.abort() })).rejects.toMatchObject({
    code: "aborted",
  });
  await expect(alone?.simulate(exampleTwin(), rise)).resolves.toMatchObject({ kind: "simulation" });
});

it("ends a fit where its progress throws, as the fit itself does", async () => {
  const enough = new Error("enough");
  const series = Array.from({ length: 60 }, (_, i) => ({
    date: new Date(Date.UTC(2026, 0, 1 + i)).toISOString().slice(0, 10),
    value: 10 + (i % 7),
  }));
  const stopped = alone?.fit("baseline", series, {
    onProgress() {
      throw enough;
    },
  });
  await expect(stopped).rejects.toBe(enough);
  await expect(alone?.fit("baseline", series)).resolves.toMatchObject({ kind: "baseline" });
});

it("rejects what is at work when it is ended", async () => {
  const analyst = startAnalyst({ workers: 1 });
  const run = expect(analyst.simulate(exampleTwin(), rise)).rejects.toMatchObject({
    code: "aborted",
  });
  analyst.end();
  await run;
  await expect(analyst.simulate(exampleTwin(), rise)).rejects.toMatchObject({ code: "aborted" });
});

const agents = { agentsPerCell: 120, wordOfMouth: { strength: 1 }, entry: 0.2 };

it("carries agents to the same bytes in threads", async () => {
  const twin = exampleTwin();
  const here = canonicalJson(runAgents(twin, { ...rise, replications: 3 }, agents));
  expect(canonicalJson(await two?.runAgents(twin, { ...rise, replications: 3 }, agents))).toBe(
    here,
  );
});

it("carries agents to the same bytes for 1, 2 and 7 workers", async () => {
  const twin = exampleTwin();
  const asked: ScenarioInput = { ...rise, draws: 10, replications: 3, agents };
  const here = canonicalJson(simulate(twin, asked));
  // A worker in this thread, to which everything is copied as to another thread.
  const start: StartJobWorker = ({ onReply }) => ({
    post: (call) =>
      answerJob(structuredClone(call), (reply) => queueMicrotask(() => onReply(reply))),
    end: () => {},
  });
  for (const workers of [1, 2, 7]) {
    const analyst = createAnalyst(createJobPool({ start, workers }));
    expect(canonicalJson(await analyst.simulate(twin, asked))).toBe(here);
    analyst.end();
  }
});
