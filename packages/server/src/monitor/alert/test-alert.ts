import type { Channel } from "./channel.js";
import type { Incident } from "./incident.js";

/** What a channel said to one message. */
export interface TestResult {
  readonly channel: string;
  readonly action: "trigger" | "resolve";
  readonly ok: boolean;
  readonly answer: string;
}

/** Sends an alert that says that it is a test to each channel, and then its resolution. */
export async function testAlert(
  channels: readonly Channel[],
  { target, now, signal }: { target: string; now: number; signal: AbortSignal },
): Promise<TestResult[]> {
  const incident = testIncident(target, now);
  const results: TestResult[] = [];
  for (const channel of channels) {
    for (const action of ["trigger", "resolve"] as const) {
      const notice = { id: `${incident.id}-${action}`, action, severity: "info" } as const;
      const { ok, answer } = await channel.deliver(incident, notice, signal);
      results.push({ channel: channel.name, action, ok, answer });
    }
  }
  return results;
}

function testIncident(target: string, now: number): Incident {
  const id = `${now.toString(36)}-test`;
  return {
    id,
    dedupKey: `cdp-whatif/${id}`,
    rule: "test",
    title: "TEST: this is not an incident",
    severity: "info",
    target,
    summary:
      "TEST: cdp-whatif monitor test-alert was run; nothing is wrong, and it resolves itself",
    runbook: null,
    value: 0,
    beganAt: now,
    openedAt: now,
    acknowledgedAt: null,
    resolvedAt: null,
    flapping: false,
    withheld: false,
    escalated: 0,
    timeline: [],
    notices: [],
  };
}
