import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prometheusPrograms } from "../../../../scripts/programs.mjs";
import { noteBackup } from "../../src/backup/last-backup.js";
import { type Listening, listen } from "../../src/node.js";
import { createService, type Service } from "../../src/serve.js";
import { EVERYTHING, send } from "../market.js";
import { collect } from "./command.js";
import { freePort } from "./redis-server.js";

const programs = prometheusPrograms();
const deployed = join(import.meta.dirname, "../../../../deploy/observability");
const folder = mkdtempSync(join(tmpdir(), "prometheus-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The questions of the dashboard's panels, with the interval that Grafana would fill in. */
function dashboardQuestions(): string[] {
  const { panels } = JSON.parse(readFileSync(join(deployed, "grafana-dashboard.json"), "utf8"));
  return panels.flatMap(({ targets = [] }: { targets?: { expr: string }[] }) =>
    targets.map(({ expr }) => expr.replaceAll("$__rate_interval", "1m")),
  );
}
const RULES = readFileSync(join(deployed, "alert-rules.yml"), "utf8");
const alerts = [...RULES.matchAll(/alert: (\S+)/g)].map(([, name = ""]) => name);

describe.skipIf(programs === null)("Prometheus (needs prometheus)", () => {
  let service: Service;
  let listening: Listening;
  let prometheus: ChildProcess;
  let url = "";
  const query = async (expression: string) => {
    const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query: expression })}`);
    const { status, error, data } = await answer.json();
    return { expression, status, error, result: data?.result ?? [] };
  };

  beforeAll(async () => {
    const store = await duckdbStore(join(folder, "store.duckdb"));
    await noteBackup(join(folder, "store.duckdb"), Date.now());
    service = createService({
      store,
      catalogue: builtInCatalogue,
      storeFile: join(folder, "store.duckdb"),
      threads: 1,
      debounceMs: 0,
    });
    listening = await listen(service.app, { host: "127.0.0.1", port: 0 });
    cpSync(deployed, folder, { recursive: true });
    const file = join(folder, "prometheus.yml");
    const settings = readFileSync(file, "utf8")
      .replace("api:8000", new URL(listening.url).host)
      .replaceAll("15s", "1s");
    writeFileSync(file, settings);
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = spawn(
      programs?.prometheus ?? "",
      [
        `--config.file=${file}`,
        `--storage.tsdb.path=${join(folder, "tsdb")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: "pipe" },
    );
    const texts = collect(prometheus);
    await send(service.app, `${EVERYTHING}no record\n`);
    await service.app.request("/nowhere");
    await service.prepare();
    const isScraped = async () => {
      if (prometheus.exitCode !== null) throw new Error(texts().err);
      const answer = await fetch(`${url}/api/v1/query?query=sum_over_time(up[1m])`).catch(
        () => null,
      );
      return answer?.ok === true && Number((await answer.json()).data.result[0]?.value[1]) >= 3;
    };
    while (!(await isScraped())) {
      await fetch(`${listening.url}/api/v1/behavior/summary`);
      await fetch(`${listening.url}/api/v1/behavior?persona=Fresh_Grad&region=Taipei`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  });
  afterAll(async () => {
    const closed = once(prometheus, "close");
    prometheus.kill("SIGKILL");
    await closed;
    await listening.close();
    await service.close();
    await service.store.close();
  });

  it("scrapes the server, and loads the rules, whose pages are named after them", async () => {
    expect((await query('up{job="cdp-whatif"}')).result[0]?.value[1]).toBe("1");
    const { data } = await (await fetch(`${url}/api/v1/rules`)).json();
    const [{ rules }] = data.groups;
    expect(rules.map(({ name }: { name: string }) => name)).toEqual(alerts);
    for (const { name, lastError, annotations, query: expression } of rules) {
      expect(lastError ?? "").toBe("");
      expect(annotations.runbook_url).toBe(`docs/runbook/${name}.md`);
      expect(await query(expression)).toMatchObject({ status: "success" });
    }
  });

  it("answers every question of the dashboard, with figures where there is something to tell", async () => {
    // Neither Redis nor live sources are there to be told about.
    const absent = /cdp_redis_up|cdp_source_/;
    const answers = await Promise.all(dashboardQuestions().map(query));
    expect(answers.length).toBeGreaterThan(30);
    expect(answers.filter(({ status }) => status !== "success")).toEqual([]);
    const empty = answers.filter(({ result }) => result.length === 0);
    expect(empty.map(({ expression }) => expression).filter((one) => !absent.test(one))).toEqual(
      [],
    );
  });

  it("asks of metrics only that there are, by the names that they have", async () => {
    const text = await (await fetch(`${listening.url}/metrics`)).text();
    const known = new Set([...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name));
    for (const name of ["cdp_redis_up", "cdp_source_state"]) known.add(name);
    known.add("cdp_source_last_batch_timestamp_seconds");
    const asked = [...dashboardQuestions(), RULES].flatMap((text) => [
      ...text.matchAll(/\b(cdp|process)_\w+/g),
    ]);
    const names = new Set(asked.map(([name]) => name.replace(/_bucket$/, "")));
    expect([...names].filter((name) => !known.has(name))).toEqual([]);
  });
});

it.skipIf(programs === null)("raises what should be raised, and nothing else", () => {
  const series = (name: string, values: string) => ({ series: name, values });
  const request = (status: number, values: string) =>
    series(`cdp_http_requests_total{instance="a",route="r",status="${status}"}`, values);
  const bucket = (le: string, values: string) =>
    series(`cdp_http_request_duration_seconds_bucket{instance="a",le="${le}"}`, values);
  const firing: Record<string, unknown[]> = {
    "target-down": [series('up{job="cdp-whatif",instance="a"}', "0x20")],
    "target-degraded": [series('cdp_health_status{status="healthy",instance="a"}', "0x20")],
    "restart-loop": [series('process_start_time_seconds{job="cdp-whatif"}', "0+1x20")],
    "error-rate": [request(200, "0+100x20"), request(503, "0+2x20")],
    latency: [bucket("0.1", "0+1x20"), bucket("0.5", "0+9x20"), bucket("+Inf", "0+9x20")],
    disk: [series("cdp_disk_free_bytes", "20x20"), series("cdp_disk_size_bytes", "100x20")],
    "dead-letters": [series("cdp_dead_letters_total", "0+20x20")],
    "source-given-up": [series('cdp_source_state{state="given_up",source="s"}', "1x20")],
    cache: [series('cdp_health_check_level{check="cache"}', "2x20")],
  };
  const quiet = [
    series('up{job="cdp-whatif",instance="a"}', "1x20"),
    series('cdp_health_status{status="healthy",instance="a"}', "1x20"),
    series('process_start_time_seconds{job="cdp-whatif"}', "5x20"),
    request(200, "0+1000x20"),
    request(503, "0+1x20"),
    bucket("0.1", "0+9x20"),
    bucket("+Inf", "0+9x20"),
    series("cdp_disk_free_bytes", "30x20"),
    series("cdp_disk_size_bytes", "100x20"),
    series("cdp_dead_letters_total", "0+1x20"),
    series('cdp_source_state{state="open",source="s"}', "1x20"),
    series('cdp_health_check_level{check="cache"}', "1x20"),
  ];
  // Which alerts fire is itself a series.
  const test = (input_series: unknown[], names: readonly string[]) => ({
    interval: "1m",
    input_series,
    promql_expr_test: [
      {
        expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
        eval_time: "15m",
        exp_samples: names.map((name) => ({ labels: `{alertname="${name}"}`, value: 1 })),
      },
    ],
  });
  const tests = [
    test(quiet, []),
    ...Object.entries(firing).map(([name, input]) => test(input, [name])),
  ];
  const rules = join(deployed, "alert-rules.yml");
  const file = join(folder, "rules.test.json");
  writeFileSync(file, JSON.stringify({ rule_files: [rules], tests }));
  const { stdout, stderr } = spawnSync(programs?.promtool ?? "", ["test", "rules", file], {
    encoding: "utf8",
  });
  expect(`${stdout}${stderr}`).toContain("SUCCESS");
  expect(stderr).toBe("");
});
