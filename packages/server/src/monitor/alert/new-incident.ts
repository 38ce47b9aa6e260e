import type { Look } from "../watch/watcher.js";
import type { Channel } from "./channel.js";
import type { Incident } from "./incident.js";
import { addNotices, channelsFor } from "./notices.js";
import { type AlertRule, worseOf } from "./rule.js";
import type { RuleState } from "./step-rule.js";

/** An incident of a rule that has just been broken for long enough. */
export function newIncident(
  rule: AlertRule,
  {
    look: { observation },
    state,
    value,
    target,
    runbookUrl,
  }: {
    look: Look;
    state: RuleState;
    value: number | null;
    target: string;
    runbookUrl: string | undefined;
  },
): Incident {
  const { id: ruleId, title, severity } = rule;
  const id = `${observation.at.toString(36)}-${ruleId}`;
  return {
    id,
    dedupKey: `cdp-whatif/${hostOf(target)}/${id}`.slice(0, 255),
    rule: ruleId,
    title,
    severity,
    target,
    summary: summaryOf(rule, { value, target, reason: observation.reason }),
    runbook: runbookOf(rule, runbookUrl),
    value: value ?? 0,
    beganAt: state.broken ? state.since : observation.at,
    openedAt: observation.at,
    acknowledgedAt: null,
    resolvedAt: null,
    flapping: state.flapping,
    withheld: false,
    escalated: 0,
    timeline: [],
    notices: [],
  };
}

/** Address of the page that says what to do; its path in the project where no address is known. */
export function runbookOf({ id, runbook }: AlertRule, runbookUrl: string | undefined): string {
  const page = runbook ?? `${id}.md`;
  if (runbookUrl !== undefined) return new URL(page, runbookUrl).href;
  return URL.canParse(page) ? page : `docs/runbook/${page}`;
}

function summaryOf(
  { title, metric, comparison, threshold }: AlertRule,
  { value, target, reason }: { value: number | null; target: string; reason: string | undefined },
): string {
  const isFlag = comparison === "==" && threshold === 1;
  const measured =
    isFlag || value === null
      ? ""
      : `: ${metric} is ${Number(value.toPrecision(4))}, limit ${comparison} ${threshold}`;
  const because = reason === undefined ? "" : ` (${reason})`;
  return `${title}${measured}, ${target}${because}`.slice(0, 1000);
}

const hostOf = (target: string) => (URL.canParse(target) ? new URL(target).host : target);

/**
 * Takes the steps of an escalation that are due.
 *
 * @param options.now - why the next one is taken whether it is due or not
 * @returns whether any was taken
 */
export function escalate(
  incident: Incident,
  rule: AlertRule,
  { at, channels, now }: { at: number; channels: readonly Channel[]; now?: string },
): boolean {
  if (incident.acknowledgedAt !== null || incident.withheld) return false;
  let taken = false;
  for (const step of rule.escalation.slice(incident.escalated)) {
    const isDue = at - incident.openedAt >= step.after_seconds * 1000;
    if (!isDue && (now === undefined || taken)) break;
    taken = true;
    incident.escalated += 1;
    incident.severity = worseOf(incident.severity, step.severity ?? incident.severity);
    const { severity } = incident;
    const named = channelsFor(severity, { named: step.channels, channels });
    const why = isDue ? `nobody acknowledged it within ${step.after_seconds} s` : (now ?? null);
    incident.timeline.push({
      at,
      what: `escalated to ${named.join(", ") || "nobody"}`,
      detail: why,
    });
    addNotices(incident, { action: "trigger", channels: named, severity, at });
  }
  return taken;
}
