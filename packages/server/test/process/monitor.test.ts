import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Incident } from "../../src/monitor/alert/incident.js";
import { readIncidents } from "../../src/monitor/alert/incident-log.js";
import { PagerDutyEvent, startReceiver } from "../alert-receiver.js";
import { collect, run, start } from "./command.js";

/** Answers as the server does; with a child of its own that nobody would end for it. */
const TARGET = `
const { createServer } = require("node:http");
const { spawn } = require("node:child_process");
const { appendFileSync } = require("node:fs");
const helper = spawn("sleep", ["600"]);
appendFileSync("pids", process.pid + " " + helper.pid + "\\n");
process.on("SIGTERM", () => { appendFileSync("ended", "SIGTERM\\n"); process.exit(0); });
createServer((request, response) => {
  response.setHeader("x-boot-id", String(process.pid));
  if (!request.url.startsWith("/health")) return response.end("");
  response.end(JSON.stringify({ status: "healthy", checks: { database: "pass" }, metrics: {} }));
}).listen(Number(process.argv[2]), "127.0.0.1");
`;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "monitor-"));
  writeFileSync(join(folder, "target.cjs"), TARGET);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  for (let tries = 0; tries < 600; tries += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${what}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

/** All processes that were started, whose ids they wrote down. */
const started = (): number[] =>
  existsSync(join(folder, "pids"))
    ? readFileSync(join(folder, "pids"), "utf8").trim().split(/\s+/).map(Number)
    : [];

/** Neither gone nor a zombie. */
function isRunning(pid: number): boolean {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    // No such process.
    return false;
  }
}

const newest = () => started().at(-2) ?? 0;
const options = (port: number) =>
  ["monitor", "--target", `http://127.0.0.1:${port}`, "--folder", "record", "--every", "1"].concat(
    ["--timeout", "1", "--verify-after", "2", "--first-wait", "0", "--unhealthy-rounds", "3"],
    ["--grace", "1", "--supervise", "--", process.execPath, "target.cjs", String(port)],
  );
const steps = ({ timeline }: Incident) => timeline.map(({ what }) => what);
const incidents = () => readIncidents(join(folder, "record"));

/** Whether these steps stand in an incident in this order, whatever else a slow machine put between them. */
function hasInOrder(incident: Incident, wanted: readonly string[]): boolean {
  let next = 0;
  for (const step of steps(incident)) if (step === wanted[next]) next += 1;
  return next === wanted.length;
}

/** Returns the incident that tells of it. */
async function whenKilled(): Promise<Incident> {
  const first = newest();
  process.kill(first, "SIGKILL");
  const order = ["opened", "told", "restarted (attempt 1)", "verified", "resolved"];
  const mended = await until("it is restarted and verified", async () =>
    (await incidents()).find((one) => hasInOrder(one, order)),
  );
  const times = mended.timeline.map(({ at }) => at);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(newest()).not.toBe(first);
  return mended;
}

async function whenHung() {
  const hung = newest();
  process.kill(hung, "SIGSTOP");
  const opened = await until("it is restarted", async () =>
    (await incidents()).find(
      (one) => steps(one).includes("stopping") && steps(one).includes("verified"),
    ),
  );
  expect(steps(opened)).toContain("restarted (attempt 1)");
  expect(newest()).not.toBe(hung);
}

it("restarts a process that was killed or hangs, tells of it, and leaves nobody behind when it ends", async () => {
  const pager = await startReceiver({ schema: PagerDutyEvent, taken: 202, path: "/v2/enqueue" });
  process.env.CDP_PAGERDUTY_ROUTING_KEY = "0123456789abcdef0123456789abcdef";
  process.env.CDP_PAGERDUTY_URL = pager.url.href;
  const port = await freePort();
  const monitor = start(folder, options(port));
  const texts = collect(monitor);
  try {
    await until("it is up", () => (texts().err.includes(" up") ? true : undefined));
    const { dedupKey } = await whenKilled();
    const told = () =>
      pager.received.flatMap(({ body }) =>
        body.dedup_key === dedupKey ? [body.event_action] : [],
      );
    await until("its end was told", () => (told().includes("resolve") ? true : undefined));
    expect(told()).toEqual(["trigger", "resolve"]);
    await whenHung();
    const second = await run(folder, options(port));
    expect(second).toMatchObject({ code: 5 });
    monitor.kill("SIGTERM");
    expect((await once(monitor, "close"))[0]).toBe(0);
    expect(readFileSync(join(folder, "ended"), "utf8")).toContain("SIGTERM\n");
    expect(started().filter(isRunning)).toEqual([]);
    expect(`${texts().out}${texts().err}`).not.toContain("0123456789abcdef");
  } finally {
    monitor.kill("SIGKILL");
    delete process.env.CDP_PAGERDUTY_ROUTING_KEY;
    delete process.env.CDP_PAGERDUTY_URL;
    await pager.close();
  }
}, 60_000);

it("takes its process along when it is killed itself, and says at its next start what it missed", async () => {
  rmSync(join(folder, "pids"));
  const port = await freePort();
  const monitor = start(folder, options(port));
  const texts = collect(monitor);
  await until("it is up", () => (texts().err.includes(" up") ? true : undefined));
  monitor.kill("SIGKILL");
  await until("the process is gone", () => (started().some(isRunning) ? undefined : true));
  const told = await run(folder, [
    "monitor",
    "status",
    "--folder",
    "record",
    "--window",
    "1d",
    "--json",
  ]);
  expect(told.code).toBe(0);
  const { figures } = JSON.parse(told.out);
  expect(figures.unseen_restarts).toEqual([]);
  expect(figures.failures.length).toBeGreaterThanOrEqual(1);
  expect(figures.unknown_share).toBeGreaterThan(0.9);
}, 60_000);
