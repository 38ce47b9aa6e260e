import type { Channel } from "../channel.js";
import type { Incident, Notice } from "../incident.js";
import { isLink } from "../link.js";
import { post } from "../post.js";
import { SEVERITIES, type Severity } from "../rule.js";

/** Which webhook is posted to. */
export interface SlackOptions {
  readonly name: string;
  /** A secret: whoever knows it can post. */
  readonly url: URL;
  readonly severities?: readonly Severity[];
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/**
 * Slack, by an incoming webhook: blocks, and a text for notifications.
 *
 * @see https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/
 */
export function slack({ name, url, severities = SEVERITIES, ...sending }: SlackOptions): Channel {
  return {
    name,
    severities,
    deliver: (incident, notice, signal) =>
      post({
        url,
        body: messageOf(incident, notice),
        secrets: [url.href, url.pathname],
        signal,
        ...sending,
      }),
  };
}

const WORD = { trigger: "Alert", acknowledge: "Acknowledged", resolve: "Resolved" } as const;
/** A header takes 150 characters, a section 3000. */
const HEADER = 150;
const SECTION = 3000;

function messageOf(incident: Incident, { action, severity }: Pick<Notice, "action" | "severity">) {
  const { title, summary, target, runbook, openedAt, timeline, flapping } = incident;
  const word = action === "trigger" ? `${WORD.trigger} (${severity})` : WORD[action];
  const headline = `${word}: ${title}`;
  const facts = [
    `*Server:* ${escaped(target)}`,
    `*Since:* ${new Date(openedAt).toISOString()}`,
    ...(flapping ? ["*It comes and goes:* it stays open until it is quiet"] : []),
    ...(runbook === null ? [] : [isLink(runbook) ? `<${runbook}|Runbook>` : `Runbook: ${runbook}`]),
  ];
  const last = timeline.slice(-5).map(({ at, what, detail }) => {
    const because = detail === null ? "" : `: ${escaped(detail)}`;
    return `• ${new Date(at).toISOString()} ${escaped(what)}${because}`;
  });
  return {
    text: `${headline} – ${summary}`.slice(0, SECTION),
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: headline.slice(0, HEADER), emoji: false },
      },
      section([escaped(summary), ...facts].join("\n")),
      ...(last.length > 0 ? [section(last.join("\n"))] : []),
      { type: "context", elements: [{ type: "mrkdwn", text: `\`${incident.id}\`` }] },
    ],
  };
}

const section = (text: string) => ({
  type: "section",
  text: { type: "mrkdwn", text: text.slice(0, SECTION) },
});

/** The three characters that mean something to Slack. */
const escaped = (text: string) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
