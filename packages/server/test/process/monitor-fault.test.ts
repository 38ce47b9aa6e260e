import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createPlain, type Server } from "node:http";
import { createServer as createSecure } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { opensslPath } from "../../../../scripts/programs.mjs";
import { recordFiles } from "../../src/monitor/record/layout.js";
import { readRounds } from "../../src/monitor/record/read-record.js";
import { PagerDutyEvent, type Receiver, SlackMessage, startReceiver } from "../alert-receiver.js";
import { smallDisk } from "./chaos-disk.js";
import { until } from "./chaos-wait.js";
import { collect, start } from "./command.js";
import { runHere } from "./in-process.js";

const KEY = "0123456789abcdef0123456789abcdef";
const patience = { ms: 60_000, everyMs: 20, oneMs: 5000 };
const before = { ...process.env };
let folder = "";
let pager: Receiver;
let chat: Receiver;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "monitor-fault-"));
  pager = await startReceiver({ schema: PagerDutyEvent, taken: 202, path: "/v2/enqueue" });
  chat = await startReceiver({ schema: SlackMessage, taken: 200, path: "/services/T0/B0/s3cret" });
});
afterAll(async () => {
  await Promise.all([pager, chat].map((one) => one.close()));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  pager.received.length = chat.received.length = 0;
  process.env.CDP_PAGERDUTY_ROUTING_KEY = KEY;
  process.env.CDP_PAGERDUTY_URL = pager.url.href;
  process.env.CDP_SLACK_WEBHOOK_URL = chat.url.href;
});
afterEach(() => {
  for (const name of ["CDP_PAGERDUTY_ROUTING_KEY", "CDP_PAGERDUTY_URL", "CDP_SLACK_WEBHOOK_URL"]) {
    if (before[name] === undefined) delete process.env[name];
    else process.env[name] = before[name];
  }
});

const portOf = async (server: Server) => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
};
const healthy = (_: unknown, response: { end: (text: string) => void }) =>
  response.end(JSON.stringify({ status: "healthy", checks: {}, metrics: {} }));
/** What was told of the incidents of a rule. */
const toldOf = (rule: string) =>
  pager.received.flatMap(({ body }) =>
    String(body.dedup_key).includes(rule) ? [body.event_action] : [],
  );
const told = (what: string, rule: string, action: string) =>
  until(what, async () => (toldOf(rule).includes(action) ? null : "not told"), patience);

describe("monitor test-alert", () => {
  it("sends an alert and its end to each channel, and says what came back", async () => {
    const all = await runHere(folder, ["monitor", "test-alert", "--json"]);
    expect(all).toMatchObject({ code: 0, err: "" });
    expect(all.out).not.toMatch(/s3cret|0123456789abcdef/);
    const results = JSON.parse(all.out).map(({ channel, action, ok }: Record<string, unknown>) => [
      channel,
      action,
      ok,
    ]);
    expect(results).toEqual([
      ["pagerduty", "trigger", true],
      ["pagerduty", "resolve", true],
      ["slack", "trigger", true],
      ["slack", "resolve", true],
    ]);
    expect(pager.received.map(({ body }) => body.event_action)).toEqual(["trigger", "resolve"]);
    expect(new Set(pager.received.map(({ body }) => body.dedup_key)).size).toBe(1);
    expect(chat.received).toHaveLength(2);
    expect(JSON.stringify(pager.received[0]?.body).toLowerCase()).toContain("test");
  });

  it("is refused where a channel does not take it, and knows the channels", async () => {
    chat.replies.push({ status: 403 }, { status: 403 });
    const refused = await runHere(folder, ["monitor", "test-alert", "--channel", "slack"]);
    expect(refused.code).toBe(4);
    expect(refused.out).toMatch(/slack: trigger: NOT taken: .*403/);
    expect(pager.received).toEqual([]);
    const unknown = await runHere(folder, ["monitor", "test-alert", "--channel", "pigeon"]);
    expect(unknown.code).toBe(2);
    expect(unknown.err).toMatch(/"pigeon".*pagerduty, slack/);
  });
});

it.skipIf(opensslPath() === null)(
  "tells before a certificate ends, is acknowledged from the command line, and tells when it is renewed",
  async () => {
    const certificate = (name: string, days: number) => {
      const [cert, key] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
      const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
      const subject = ["-subj", "/CN=shop", "-addext", "subjectAltName=IP:127.0.0.1"];
      const out = ["-keyout", key, "-out", cert, "-days", String(days)];
      execFileSync(opensslPath() ?? "", ["req", ...kind, ...subject, ...out], { stdio: "ignore" });
      return { cert: readFileSync(cert), key: readFileSync(key) };
    };
    const [ending, renewed] = [certificate("ending", 5), certificate("renewed", 90)];
    writeFileSync(join(folder, "ca.crt"), Buffer.concat([ending.cert, renewed.cert]));
    const rule = { id: "certificate", title: "The certificate ends soon", severity: "error" };
    const limit = { metric: "certificate_days", comparison: "<", threshold: 14, clear_seconds: 0 };
    writeFileSync(join(folder, "rules.json"), JSON.stringify({ rules: [{ ...rule, ...limit }] }));
    const server = createSecure(ending, healthy);
    const target = `https://127.0.0.1:${await portOf(server)}`;
    const args = ["monitor", "--target", target, "--folder", "tls", "--every", "1"];
    const monitor = start(folder, [...args, "--rules", "rules.json"], {
      NODE_EXTRA_CA_CERTS: join(folder, "ca.crt"),
    });
    try {
      await told("the end of the certificate", "certificate", "trigger");
      const listed = await runHere(folder, [
        "monitor",
        "alerts",
        "--open",
        "--folder",
        "tls",
        "--json",
      ]);
      const [incident] = JSON.parse(listed.out);
      expect(incident).toMatchObject({ severity: "error", rule: "certificate" });
      const ack = (id: string) =>
        runHere(folder, ["monitor", "ack", id, "--by", "ann", "--folder", "tls"]);
      expect((await ack("nothing")).code).toBe(2);
      expect(await ack(incident.id)).toMatchObject({ code: 0, err: "" });
      await told("that somebody cares", "certificate", "acknowledge");
      server.setSecureContext(renewed);
      await told("the renewal", "certificate", "resolve");
      const ended = await runHere(folder, ["monitor", "alerts", "--folder", "tls"]);
      expect(ended.out).toMatch(/acknowledged.*ann/);
      expect(toldOf("certificate")).toEqual(["trigger", "acknowledge", "resolve"]);
    } finally {
      monitor.kill("SIGKILL");
      server.closeAllConnections();
      server.close();
    }
  },
);

it("goes on while its disk is full, says so, alerts, and loses no round", async () => {
  mkdirSync(join(folder, "small"));
  const disk = smallDisk(join(folder, "small"), 1);
  const record = join(disk.path, "record");
  // Long lines, so that the disk's last block is full at once.
  const checks = { [`long-${"name".repeat(300)}`]: "warn" };
  const server = createPlain((_, response) =>
    response.end(JSON.stringify({ status: "healthy", checks, metrics: {} })),
  );
  const target = `http://127.0.0.1:${await portOf(server)}`;
  const monitor = start(folder, [
    "monitor",
    "--target",
    target,
    "--folder",
    record,
    "--every",
    "1",
  ]);
  const texts = collect(monitor);
  const rounds = async () => {
    const [file] = await recordFiles(record);
    return file === undefined ? [] : (await readRounds(file.path)).observations;
  };
  const stored = (what: string, least: number) =>
    until(
      what,
      async () => ((await rounds().catch(() => [])).length > least ? null : "not yet"),
      patience,
    );
  try {
    await stored("a first round", 0);
    disk.fill(monitor.pid ?? 0);
    await told("that nothing can be stored", "monitor-storage", "trigger");
    expect(texts().err).toContain("could not be stored, and waits in memory");
    const count = (await rounds()).length;
    disk.empty(monitor.pid ?? 0);
    await stored("what waited", count + 2);
    monitor.kill("SIGTERM");
    expect((await once(monitor, "close"))[0]).toBe(0);
    const all = await rounds();
    expect(all.map(({ n }) => n)).toEqual(all.map((_, i) => i + 1));
    expect(all.slice(1).every(({ sinceMs }) => sinceMs !== null)).toBe(true);
    const status = ["monitor", "status", "--folder", record, "--window", "1d", "--json"];
    const { figures } = JSON.parse((await runHere(folder, status)).out);
    const [first, last] = [all[0], all.at(-1)];
    expect(first === undefined || last === undefined ? 0 : last.at - first.at).toBeGreaterThan(0);
    expect(figures.failures).toEqual([]);
  } finally {
    monitor.kill("SIGKILL");
    server.closeAllConnections();
    server.close();
    disk.close();
  }
});
