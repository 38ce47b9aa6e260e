import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import * as z from "zod";
import { openAlerts } from "../src/monitor/alert/alerts.js";
import { BUILT_IN_ALERT_RULES } from "../src/monitor/alert/built-in-rules.js";
import { pagerDuty } from "../src/monitor/alert/channel/pager-duty.js";
import { slack } from "../src/monitor/alert/channel/slack.js";
import { webhook } from "../src/monitor/alert/channel/webhook.js";
import { leaveAcknowledgement } from "../src/monitor/alert/inbox.js";
import { readIncidents } from "../src/monitor/alert/incident-log.js";
import { Flapping } from "../src/monitor/alert/rule.js";
import { ToldIncident } from "../src/monitor/alert/tell-incident.js";
import type { TargetState } from "../src/monitor/record/observation.js";
import type { Look } from "../src/monitor/watch/watcher.js";
import { PagerDutyEvent, type Receiver, SlackMessage, startReceiver } from "./alert-receiver.js";
import { createFakeClock } from "./fake-clock.js";

const KEY = "0123456789abcdef0123456789abcdef";
const SECRET = `whsec_${Buffer.alloc(24, 7).toString("base64")}`;
const EVERY = 30_000;
const Told = z.strictObject({ type: z.string(), timestamp: z.iso.datetime(), data: ToldIncident });

let pager: Receiver;
let chat: Receiver;
let hook: Receiver;
let folder = "";
beforeAll(async () => {
  pager = await startReceiver({ schema: PagerDutyEvent, taken: 202, path: "/v2/enqueue" });
  chat = await startReceiver({ schema: SlackMessage, taken: 200, path: "/services/T0/B0/s3cret" });
  hook = await startReceiver({ schema: Told, taken: 204, path: "/alerts" });
});
afterAll(() => Promise.all([pager, chat, hook].map((one) => one.close())));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "alert-"));
  for (const { received, replies } of [pager, chat, hook]) received.length = replies.length = 0;
});
afterEach(() => rmSync(folder, { recursive: true }));

const sent = () =>
  pager.received.map(({ body }) => `${body.event_action} ${body.dedup_key}`.split("/")[0] ?? "");
const keys = () => new Set(pager.received.map(({ body }) => body.dedup_key));

/** A monitor whose rounds are told; `restart` leaves it as a crash would. */
async function monitor({ planned = () => false }: { planned?: (at: number) => boolean } = {}) {
  const clock = createFakeClock(Date.UTC(2026, 9, 5, 4));
  const told: string[] = [];
  const open = () =>
    openAlerts({
      ...{ folder, clock, target: "http://shop.example/", random: () => 0.5, isPlanned: planned },
      rules: BUILT_IN_ALERT_RULES,
      flapping: Flapping.parse({}),
      channels: [
        pagerDuty({
          name: "pagerduty",
          url: pager.url,
          routingKey: KEY,
          now: clock.now,
          timeoutMs: 200,
        }),
        slack({ name: "slack", url: chat.url, now: clock.now }),
        webhook({ name: "webhook", url: hook.url, secret: SECRET, now: clock.now }),
      ],
      runbookUrl: "https://wiki.example/runbook/",
      tell: (sentence) => told.push(sentence),
      signal: new AbortController().signal,
    });
  let alerts = await open();
  const round = async (state: TargetState) => {
    clock.pass(EVERY);
    const at = clock.now();
    const observation = {
      n: 1,
      at,
      boot: "m",
      target: null,
      sinceMs: EVERY,
      kind: "round",
      state,
    } as const;
    const look: Look = {
      observation: { ...observation, reason: "ECONNREFUSED <x>" },
      probe: null,
      unstored: false,
    };
    alerts.see(look, { diskPercent: 10, gaveUp: false, recovering: false });
    await alerts.flush();
  };
  return {
    clock,
    told,
    async rounds(...states: TargetState[]) {
      for (const state of states) await round(state);
    },
    /** Resolves when nothing is under way. */
    settled: () => alerts.close(),
    async restart() {
      alerts = await open();
      await alerts.flush();
    },
  };
}

it("tells of an outage once and of its end once, with one key, across restarts of the monitor", async () => {
  const { rounds, settled, restart } = await monitor();
  await rounds("up", "down", "down");
  await settled();
  await restart();
  await rounds("down", "down", "unknown", "up");
  await settled();
  await restart();
  await rounds("up", "up");
  await settled();
  expect(sent()).toEqual(["trigger cdp-whatif", "resolve cdp-whatif"]);
  expect(keys().size).toBe(1);
  expect(pager.received[0]?.body).toMatchObject({
    links: [{ href: "https://wiki.example/runbook/target-down.md" }],
    payload: { severity: "critical", source: "http://shop.example/" },
  });
  expect(chat.received).toHaveLength(2);
  expect(chat.received[0]?.text).toContain("ECONNREFUSED &lt;x&gt;");
  const verifier = new Webhook(SECRET);
  const types = hook.received.map(({ text, headers }) => {
    // The receiver's clock is that of the test, so that the age is not asked for.
    const signed = verifier.sign(
      `${headers["webhook-id"]}`,
      new Date(Number(headers["webhook-timestamp"]) * 1000),
      text,
    );
    expect(headers["webhook-signature"]).toBe(signed);
    return Told.parse(JSON.parse(text)).type;
  });
  expect(types).toEqual(["alert.triggered", "alert.resolved"]);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((one) =>
    one.isFile(),
  );
  const stored = files
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"))
    .join();
  for (const secret of [KEY, SECRET, "s3cret"]) expect(stored).not.toContain(secret);
});

it("tries again what was not taken, as late as it is asked to, and never what is wrong", async () => {
  const { rounds, settled, clock, told } = await monitor();
  pager.replies.push({ status: 429, retryAfter: "70" }, { status: 500 }, "hang", { status: 202 });
  const start = clock.now();
  await rounds("down");
  await settled();
  expect(sent()).toEqual(Array(4).fill("trigger cdp-whatif"));
  expect(keys().size).toBe(1);
  expect(clock.now() - start).toBeGreaterThanOrEqual(EVERY + 70_000);
  pager.replies.push({ status: 400 });
  await rounds("up");
  await settled();
  expect(sent()).toHaveLength(5);
  const [incident] = await readIncidents(folder);
  const failed = incident?.notices.find(({ state }) => state === "failed");
  expect(failed).toMatchObject({ channel: "pagerduty", action: "resolve", tries: 1 });
  expect(failed?.answer).toContain("400 invalid:");
  expect(`${failed?.answer} ${told.join()}`).not.toContain(KEY);
  expect(told.join()).toContain("pagerduty does not take the alert");
});

it("escalates what nobody acknowledged, and stops once somebody did", async () => {
  const { rounds, settled } = await monitor();
  await rounds("down", ...Array(31).fill("down"));
  await settled();
  expect(sent()).toEqual(["trigger cdp-whatif", "trigger cdp-whatif"]);
  await rounds("up");
  await settled();
  for (const { received } of [pager, chat, hook]) received.length = 0;
  // Long after, so that it does not count as coming and going.
  await rounds(...Array(35).fill("up"), "down");
  const incident = (await readIncidents(folder)).at(-1);
  await leaveAcknowledgement(folder, { incident: incident?.id ?? "", by: "Mei", at: 1 });
  await rounds(...Array(31).fill("down"), "up");
  await settled();
  expect(sent()).toEqual(["trigger", "acknowledge", "resolve"].map((one) => `${one} cdp-whatif`));
});

it("wakes nobody during maintenance, lists what happened, and tells what outlasts it", async () => {
  const begin = Date.UTC(2026, 9, 5, 4);
  const { rounds, settled } = await monitor({ planned: (at) => at < begin + 5 * EVERY });
  await rounds("down", "up", ...Array(2).fill("up"));
  await settled();
  expect(sent()).toEqual([]);
  expect(await readIncidents(folder)).toMatchObject([{ withheld: true, notices: [] }]);
  await rounds("down", "down");
  await settled();
  expect(sent()).toEqual(["trigger cdp-whatif"]);
});

it("sends two alerts at most while the server comes and goes, and one resolution when it is quiet", async () => {
  const { rounds, settled } = await monitor();
  await rounds("up", ...Array(10).fill(["down", "up"]).flat());
  await settled();
  expect(sent()).toEqual(["trigger", "resolve", "trigger"].map((one) => `${one} cdp-whatif`));
  await rounds(...Array(31).fill("up"));
  await settled();
  expect(sent().slice(3)).toEqual(["resolve cdp-whatif"]);
  expect(keys().size).toBe(2);
});
