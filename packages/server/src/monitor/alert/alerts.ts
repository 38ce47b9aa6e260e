import type { MonitorClock } from "../clock.js";
import type { Observation } from "../record/observation.js";
import type { Look } from "../watch/watcher.js";
import type { Channel } from "./channel.js";
import { createCourier } from "./courier.js";
import { takeAcknowledgements } from "./inbox.js";
import type { Incident } from "./incident.js";
import { readIncidents, removeIncidents, writeIncident } from "./incident-log.js";
import { escalate, newIncident } from "./new-incident.js";
import { addNotices, channelsFor, toldChannels } from "./notices.js";
import type { AlertRule, Flapping } from "./rule.js";
import { readRuleStates, writeRuleStates } from "./state-file.js";
import { FRESH, type RuleState, stepRule } from "./step-rule.js";
import { createValues, type OwnFindings } from "./values.js";

/** Makes incidents of what the monitor finds, and tells people of them. */
export interface Alerts {
  /** Holds every rule against what was just found. */
  see(look: Look, own: OwnFindings): void;
  /** Writes into the open incidents of these rules what was done about them. */
  note(
    rules: readonly string[],
    what: string,
    more: { readonly detail: string | null; readonly at?: number | undefined },
  ): void;
  /** Does now what would be done if nobody acknowledged the open incidents of these rules. */
  escalate(rules: readonly string[], reason: string): void;
  /**
   * Makes all of it durable, then sends what is to be sent; where the disk takes nothing it is sent all the same, and stored with a
   * later call.
   *
   * @throws what the disk says
   */
  flush(): Promise<void>;
  /** Removes incidents that ended before a moment. */
  forget(before: number): Promise<void>;
  close(): Promise<void>;
}

/** What alerts are made with. */
export interface AlertParts {
  readonly folder: string;
  /** Address of the server that is watched. */
  readonly target: string;
  readonly rules: readonly AlertRule[];
  readonly flapping: Flapping;
  readonly channels: readonly Channel[];
  readonly runbookUrl: string | undefined;
  /** What the record holds from before the monitor started. */
  readonly recent?: readonly Observation[];
  readonly isPlanned: (at: number) => boolean;
  readonly clock: MonitorClock;
  readonly random: () => number;
  readonly tell: (sentence: string) => void;
  readonly signal: AbortSignal;
}

/** Opens the alerts of a folder as they were left. */
export async function openAlerts(parts: AlertParts): Promise<Alerts> {
  const { folder, rules, channels, clock, tell, flapping } = parts;
  const ruleById = new Map(rules.map((rule) => [rule.id, rule]));
  const states = await readRuleStates(folder);
  let live = (await readIncidents(folder)).filter(isLive);
  const dirty = new Set<Incident>();
  let statesChanged = false;
  const values = createValues(parts.recent);
  const openOf = (rule: string) => live.find((one) => one.rule === rule && one.resolvedAt === null);
  // Channels save the same incident, each for itself.
  let writing: Promise<void> = Promise.resolve();
  const save = (incident: Incident) => {
    const write = () => writeIncident(folder, incident);
    writing = writing.then(write, write);
    return writing;
  };
  const courier = createCourier({
    ...parts,
    incidents: () => live,
    // What cannot be stored is told all the same, and stored with a later round.
    save: (incident) =>
      save(incident).catch(() => {
        dirty.add(incident);
      }),
  });

  const add = (incident: Incident, what: string, detail: string | null, at = clock.now()) => {
    incident.timeline.push({ at, what, detail });
    dirty.add(incident);
  };
  const announce = (incident: Incident, at: number) => {
    incident.withheld = false;
    const { severity } = incident;
    const named = channelsFor(severity, { named: ruleById.get(incident.rule)?.channels, channels });
    addNotices(incident, { action: "trigger", channels: named, severity, at });
    add(incident, "told", named.join(", ") || "nobody: no channel is configured", at);
  };
  const resolve = (incident: Incident, at: number, why: string | null = null) => {
    incident.resolvedAt = at;
    add(incident, "resolved", why, at);
    const { severity } = incident;
    addNotices(incident, { action: "resolve", channels: toldChannels(incident), severity, at });
    tell(`${new Date(at).toISOString()} resolved: ${incident.title} (${incident.id})`);
  };
  const follow = (rule: AlertRule, after: RuleState, look: Look, value: number | null) => {
    const { at } = look.observation;
    const open = openOf(rule.id);
    if (after.open && open === undefined) {
      const incident = newIncident(rule, { ...parts, state: after, look, value });
      live.push(incident);
      add(incident, after.flapping ? "opened: it comes and goes" : "opened", incident.summary, at);
      const planned = parts.isPlanned(at);
      const what = planned ? "alert withheld, maintenance is planned" : "alert";
      tell(
        `${new Date(at).toISOString()} ${what} (${rule.severity}): ${incident.summary} (${incident.id})`,
      );
      if (planned) {
        incident.withheld = true;
        add(incident, "withheld: maintenance is planned", null, at);
      } else announce(incident, at);
    } else if (!after.open && open !== undefined) resolve(open, at);
    else if (open !== undefined) {
      if (after.flapping && !open.flapping) {
        open.flapping = true;
        add(open, "comes and goes: stays open until it is quiet", null, at);
      }
      if (open.withheld && !parts.isPlanned(at)) announce(open, at);
      // Nobody is woken for what is over, and only waits to be quiet for long enough.
      if (after.broken && escalate(open, rule, { at, channels })) dirty.add(open);
    }
  };

  for (const incident of live) {
    if (incident.resolvedAt === null && !ruleById.has(incident.rule)) {
      resolve(incident, clock.now(), "its rule is gone");
    }
  }
  const flush = async () => {
    for (const { incident: id, by, at } of await takeAcknowledgements(folder, tell)) {
      const incident = live.find((one) => one.id === id && one.resolvedAt === null);
      if (incident === undefined || incident.acknowledgedAt !== null) continue;
      incident.acknowledgedAt = at;
      const { severity } = incident;
      add(incident, "acknowledged", by, at);
      addNotices(incident, {
        action: "acknowledge",
        channels: toldChannels(incident),
        severity,
        at: clock.now(),
      });
    }
    const changed = [...dirty];
    dirty.clear();
    const faults: unknown[] = [];
    for (const incident of changed) {
      await save(incident).catch((error: unknown) => {
        dirty.add(incident);
        faults.push(error);
      });
    }
    if (statesChanged) {
      statesChanged = false;
      await writeRuleStates(folder, states).catch((error: unknown) => {
        statesChanged = true;
        faults.push(error);
      });
    }
    live = live.filter(isLive);
    courier.nudge();
    if (faults.length > 0) throw faults[0];
  };
  let flushing: Promise<void> = Promise.resolve();
  return {
    see(look, own) {
      const measure = values.see(look, own);
      for (const rule of rules) {
        const value = measure(rule.metric, rule.window_seconds);
        // An incident that was stored before the state was, is open all the same.
        const stored = states[rule.id] ?? FRESH;
        const before = { ...stored, open: openOf(rule.id) !== undefined };
        const after = stepRule(before, { rule, flapping, value, now: look.observation.at });
        statesChanged ||= after !== before && !isSame(stored, after);
        states[rule.id] = after;
        follow(rule, after, look, value);
      }
    },
    note(ids, what, { detail, at }) {
      for (const id of ids) {
        const open = openOf(id);
        if (open !== undefined) add(open, what, detail, at);
      }
    },
    escalate(ids, reason) {
      for (const id of ids) {
        const [open, rule] = [openOf(id), ruleById.get(id)];
        if (open === undefined || rule === undefined || open.withheld) continue;
        if (escalate(open, rule, { at: clock.now(), channels, now: reason })) dirty.add(open);
      }
    },
    flush() {
      flushing = flushing.then(flush, flush);
      return flushing;
    },
    async forget(before) {
      const open = live.map(({ openedAt }) => openedAt);
      await removeIncidents(folder, Math.min(before, ...open));
    },
    close: () => courier.close(),
  };
}

/** Whether it lasts, or somebody has still to be told. */
const isLive = ({ resolvedAt, notices }: Incident) =>
  resolvedAt === null || notices.some(({ state }) => state === "pending");

const isSame = (one: RuleState, other: RuleState) =>
  one.broken === other.broken &&
  one.since === other.since &&
  one.open === other.open &&
  one.flapping === other.flapping &&
  one.changes.length === other.changes.length;
