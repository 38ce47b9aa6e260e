import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue, memoryStore } from "@cdp-whatif/core";
import { afterAll, expect, it } from "vitest";
import { createService, listen } from "../src/index.js";
import { BUILT_IN_ALERT_RULES } from "../src/monitor/alert/built-in-rules.js";
import { Flapping } from "../src/monitor/alert/rule.js";
import { machineClock } from "../src/monitor/clock.js";
import { planWindow } from "../src/monitor/maintenance/plan.js";
import { runMonitor } from "../src/monitor/monitor.js";
import { reportCsv } from "../src/monitor/report/csv.js";
import { reportHtml } from "../src/monitor/report/html.js";
import { monthReport } from "../src/monitor/report/month-report.js";
import { AlertsAnswer, UptimeAnswer } from "../src/route/uptime.js";
import { ask } from "./market.js";

const folder = mkdtempSync(join(tmpdir(), "uptime-"));
afterAll(() => rmSync(folder, { recursive: true }));

it("watches a real server, which tells what its monitor found", async () => {
  const options = { store: memoryStore(), catalogue: builtInCatalogue };
  const bare = createService(options);
  expect((await ask(bare.app, "/api/v1/uptime")).status).toBe(404);
  expect((await ask(bare.app, "/api/v1/alerts")).status).toBe(404);
  await bare.close();

  const service = createService({ ...options, monitorFolder: folder });
  expect((await ask(service.app, "/api/v1/uptime")).status).toBe(409);
  const listening = await listen(service.app, { host: "127.0.0.1", port: 0 });
  await planWindow(folder, {
    window: { id: "w", from: "2999-01-01T00:00:00Z", to: "2999-01-01T01:00:00Z", reason: "later" },
    now: Date.now(),
  });
  const over = new AbortController();
  let rounds = 0;
  const asked = [200, 200, 422];
  const watching = runMonitor({
    target: new URL(listening.url),
    // What is unknown for two rounds is no failure: a busy machine must not take that long for one.
    ...{ folder, everyMs: 500, timeoutMs: 5000, degradedIsUp: true, random: Math.random },
    retention: { roundDays: 2, keepDays: 40 },
    alerts: { rules: BUILT_IN_ALERT_RULES, flapping: Flapping.parse({}), channels: [] },
    clock: {
      ...machineClock,
      async wait(milliseconds, signal) {
        // Between two rounds: the traffic, then the end of the server, then that of the monitor.
        rounds += 1;
        if (rounds === 2) {
          for (const status of asked) {
            const path = status === 200 ? "/api/v1/behavior" : "/api/v1/behavior?x=1";
            expect((await fetch(listening.url + path)).status).toBe(status);
          }
        }
        if (rounds === 4) await listening.close();
        if (rounds === 6) over.abort();
        await machineClock.wait(milliseconds, signal);
      },
    },
    tell: () => undefined,
    signal: over.signal,
  });
  expect(await watching).toBe(0);
  const answer = await ask(service.app, "/api/v1/uptime?window=7d");
  const uptime = UptimeAnswer.parse(await answer.json());
  expect(uptime).toMatchObject({
    requests: 3,
    errors: 0,
    figures: { error_rate: { value: 0, met: true } },
  });
  expect(uptime.figures.latency_p95.value).toBeGreaterThan(0);
  expect(uptime.failures).toHaveLength(1);
  expect(uptime.figures.mtbf.at_least).toBe(false);
  expect(uptime.down_seconds).toBeGreaterThan(0);
  const sum = ["up", "degraded", "down", "maintenance", "unknown"]
    .map((state) => Number(uptime[`${state}_seconds` as keyof typeof uptime]))
    .reduce((a, b) => a + b);
  expect(sum).toBeCloseTo((Date.parse(uptime.to) - Date.parse(uptime.from)) / 1000, 2);
  const alerts = AlertsAnswer.parse(await (await ask(service.app, "/api/v1/alerts")).json());
  expect(alerts.data).toMatchObject([
    { rule: "target-down", status: "open", severity: "critical" },
  ]);
  expect(alerts.data).toEqual(uptime.incidents);
  for (const path of ["uptime?window=month", "uptime?from=x", "alerts?status=odd", "alerts?x=1"]) {
    expect((await ask(service.app, `/api/v1/${path}`)).status).toBe(422);
  }
  await service.close();

  const month = new Date().toISOString().slice(0, 7);
  const report = await monthReport(folder, { month, zone: "UTC", now: Date.now() });
  expect(report.failures).toHaveLength(1);
  const total = report.days.reduce((all, day) => all + day.down_seconds, 0);
  expect(total).toBeCloseTo(report.down_seconds, 2);
  expect(reportCsv(report).trimEnd().split("\r\n")).toHaveLength(report.days.length + 1);
  for (const locale of ["en", "zh-TW"] as const) {
    const html = reportHtml({ ...report, target: "<script>alert(1)</script>" }, locale);
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;");
    expect(html.match(/<g><title>/g)).toHaveLength(report.days.length);
  }
  await expect(
    monthReport(folder, { month: "2020-01", zone: "UTC", now: Date.now() }),
  ).rejects.toThrow("nothing to report of 2020-01");
});
