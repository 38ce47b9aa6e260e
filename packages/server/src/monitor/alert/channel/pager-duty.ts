import type { Channel } from "../channel.js";
import type { Incident, Notice } from "../incident.js";
import { isLink } from "../link.js";
import { post } from "../post.js";
import type { Severity } from "../rule.js";

/** Where events go, and on whose behalf. */
export interface PagerDutyOptions {
  readonly name: string;
  readonly url: URL;
  readonly routingKey: string;
  readonly severities?: readonly Severity[];
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/**
 * PagerDuty, by its Events API v2: one alert per dedup key, which the same key acknowledges and resolves.
 *
 * @see https://developer.pagerduty.com/docs/events-api-v2/trigger-events/
 */
export function pagerDuty(options: PagerDutyOptions): Channel {
  const { name, url, routingKey, severities = ["error", "critical"], ...sending } = options;
  return {
    name,
    severities,
    deliver: (incident, notice, signal) =>
      post({
        url,
        body: eventOf(incident, notice, routingKey),
        secrets: [routingKey],
        signal,
        ...sending,
      }),
  };
}

/** The body of an event. */
function eventOf(
  incident: Incident,
  { action, severity }: Pick<Notice, "action" | "severity">,
  routingKey: string,
) {
  const head = { routing_key: routingKey, event_action: action, dedup_key: incident.dedupKey };
  if (action !== "trigger") return head;
  const { summary, target, rule, value, beganAt, openedAt, runbook, timeline, flapping } = incident;
  return {
    ...head,
    client: "cdp-whatif monitor",
    payload: {
      summary: summary.slice(0, 1024),
      source: target,
      severity,
      timestamp: new Date(openedAt).toISOString(),
      component: "cdp-whatif",
      class: rule,
      custom_details: {
        value,
        runbook,
        began_at: new Date(beganAt).toISOString(),
        flapping,
        timeline: timeline.slice(-20).map(({ at, what, detail }) => ({
          at: new Date(at).toISOString(),
          what,
          ...(detail !== null && { detail }),
        })),
      },
    },
    ...(isLink(runbook) && { links: [{ href: runbook, text: "Runbook" }] }),
  };
}
