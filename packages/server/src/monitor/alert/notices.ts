import type { Channel } from "./channel.js";
import type { Incident, Notice } from "./incident.js";
import type { Severity } from "./rule.js";

/** Adds a message for each channel to an incident; a resolution replaces what was never sent. */
export function addNotices(
  incident: Incident,
  {
    action,
    channels,
    severity,
    at,
  }: {
    action: Notice["action"];
    channels: readonly string[];
    severity: Severity;
    at: number;
  },
): void {
  for (const channel of channels) {
    if (action === "resolve") supersede(incident, channel);
    if (action !== "trigger" && !wasTold(incident, channel)) continue;
    const id = `${incident.id}-${incident.notices.length + 1}`;
    const fresh = { state: "pending", tries: 0, nextAt: at, answer: null } as const;
    incident.notices.push({ id, channel, action, severity, at, ...fresh });
  }
}

/** Names of the channels that something was sent to, or may have been. */
export function toldChannels({ notices }: Incident): string[] {
  return [...new Set(notices.map(({ channel }) => channel))];
}

function wasTold({ notices }: Incident, channel: string): boolean {
  return notices.some((one) => one.channel === channel && one.tries > 0 && one.state !== "failed");
}

/** What never left needs not leave any more. */
function supersede({ notices }: Incident, channel: string): void {
  for (const notice of notices) {
    const waits = notice.channel === channel && notice.state === "pending";
    if (waits && notice.tries === 0) notice.state = "superseded";
    // It may have arrived although the answer was lost; the resolution says all there is to say.
    else if (waits && notice.action !== "resolve") notice.state = "superseded";
  }
}

/** The channels that a severity goes to, unless a rule names others. */
export function channelsFor(
  severity: Severity,
  { named, channels }: { named: readonly string[] | undefined; channels: readonly Channel[] },
): string[] {
  if (named !== undefined) return [...named];
  return channels.filter(({ severities }) => severities.includes(severity)).map(({ name }) => name);
}
