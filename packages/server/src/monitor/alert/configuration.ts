import { readFileSync } from "node:fs";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { invalidInput } from "../invalid-input.js";
import { BUILT_IN_ALERT_RULES } from "./built-in-rules.js";
import { pagerDuty } from "./channel/pager-duty.js";
import { slack } from "./channel/slack.js";
import { webhook } from "./channel/webhook.js";
import type { Channel } from "./channel.js";
import { AlertRule, Flapping, Severity } from "./rule.js";

const envName = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, "expected the name of an environment variable");

/** A channel beside those of the settings; its secret stands in the environment, never in the file. */
const ChannelDefinition = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("pagerduty"),
    name: z.string().min(1).max(50),
    routing_key_env: envName,
    url: z.url({ protocol: /^https?$/ }).optional(),
    severities: z.array(Severity).min(1).optional(),
  }),
  z.strictObject({
    kind: z.literal("slack"),
    name: z.string().min(1).max(50),
    url_env: envName,
    severities: z.array(Severity).min(1).optional(),
  }),
  z.strictObject({
    kind: z.literal("webhook"),
    name: z.string().min(1).max(50),
    url_env: envName,
    secret_env: envName,
    severities: z.array(Severity).min(1).optional(),
  }),
]);

/** The file with alert rules. */
const AlertFile = z.strictObject({
  rules: z.array(AlertRule).default([]).meta({
    description: "Rules of one's own; one with the id of a built-in one replaces it",
  }),
  disable: z.array(z.string()).default([]).meta({ description: "Ids of rules that do not hold" }),
  flapping: Flapping.prefault({}),
  channels: z.array(ChannelDefinition).default([]),
});

/** Rules and channels that alerts are made with. */
export interface AlertConfiguration {
  readonly rules: readonly AlertRule[];
  readonly flapping: Flapping;
  readonly channels: readonly Channel[];
}

/** Secrets and addresses of the channels that the settings name. */
export interface ChannelSettings {
  readonly pagerDutyKey?: string | undefined;
  readonly pagerDutyUrl: string;
  readonly slackUrl?: string | undefined;
  readonly webhookUrl?: string | undefined;
  readonly webhookSecret?: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Joins the built-in rules, the rules' file and the channels.
 *
 * @param file - its content, or undefined when there is none
 * @throws CoreError `invalid_input` that names each place
 */
export function configureAlerts(
  file: unknown,
  {
    settings,
    environment,
    now,
  }: { settings: ChannelSettings; environment: Environment; now: () => number },
): AlertConfiguration {
  const found = AlertFile.safeParse(file ?? {});
  if (!found.success) throw invalidInput(found.error, "the alert rules");
  const { rules: own, disable, flapping, channels: defined } = found.data;
  expectDifferent(
    own.map(({ id }) => id),
    "/rules",
  );
  const ids = new Set(own.map(({ id }) => id));
  const all = [...BUILT_IN_ALERT_RULES.filter(({ id }) => !ids.has(id)), ...own];
  const known = all.map(({ id }) => id);
  for (const [i, id] of disable.entries()) expectKnown(id, { known, pointer: `/disable/${i}` });
  const rules = all.filter(({ id }) => !disable.includes(id));
  const channels = [
    ...settingChannels(settings, now),
    ...defined.map((one, i) =>
      definedChannel(one, { environment, now, pointer: `/channels/${i}` }),
    ),
  ];
  const names = channels.map(({ name }) => name);
  expectDifferent(names, "/channels");
  for (const [i, rule] of rules.entries()) {
    for (const name of [
      ...(rule.channels ?? []),
      ...rule.escalation.flatMap((step) => step.channels ?? []),
    ]) {
      expectKnown(name, { known: names, pointer: `/rules/${i} (${rule.id})` });
    }
  }
  return { rules, flapping, channels };
}

function settingChannels(settings: ChannelSettings, now: () => number): Channel[] {
  const { pagerDutyKey, pagerDutyUrl, slackUrl, webhookUrl, webhookSecret } = settings;
  if ((webhookUrl === undefined) !== (webhookSecret === undefined)) {
    throw new CoreError(
      "invalid_input",
      "CDP_ALERT_WEBHOOK_URL and CDP_ALERT_WEBHOOK_SECRET belong together: one of them is missing",
    );
  }
  return [
    ...(pagerDutyKey === undefined
      ? []
      : [
          pagerDuty({
            name: "pagerduty",
            url: new URL(pagerDutyUrl),
            routingKey: pagerDutyKey,
            now,
          }),
        ]),
    ...(slackUrl === undefined ? [] : [slack({ name: "slack", url: new URL(slackUrl), now })]),
    ...(webhookUrl === undefined || webhookSecret === undefined
      ? []
      : [webhook({ name: "webhook", url: new URL(webhookUrl), secret: webhookSecret, now })]),
  ];
}

function definedChannel(
  definition: z.infer<typeof ChannelDefinition>,
  { environment, now, pointer }: { environment: Environment; now: () => number; pointer: string },
): Channel {
  const secret = (name: string) => {
    const path = environment[`${name}_FILE`];
    const value =
      environment[name] ?? (path === undefined ? undefined : readFileSync(path, "utf8").trim());
    if (value !== undefined && value !== "") return value;
    const detail = `the environment has neither ${name} nor ${name}_FILE`;
    throw new CoreError("invalid_input", `${pointer}: ${detail}`, [{ pointer, detail }]);
  };
  const address = (name: string) => {
    const text = secret(name);
    if (URL.canParse(text)) return new URL(text);
    const detail = `${name} is no URL`;
    throw new CoreError("invalid_input", `${pointer}: ${detail}`, [{ pointer, detail }]);
  };
  const { name, severities } = definition;
  const common = { name, now, ...(severities !== undefined && { severities }) };
  switch (definition.kind) {
    case "pagerduty": {
      const url = new URL(definition.url ?? "https://events.pagerduty.com/v2/enqueue");
      return pagerDuty({ ...common, url, routingKey: secret(definition.routing_key_env) });
    }
    case "slack":
      return slack({ ...common, url: address(definition.url_env) });
    case "webhook":
      return webhook({
        ...common,
        url: address(definition.url_env),
        secret: secret(definition.secret_env),
      });
  }
}

function expectDifferent(names: readonly string[], pointer: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  const detail = `${JSON.stringify(twice)} is there twice; names must differ`;
  throw new CoreError("invalid_input", `the alert rules: ${pointer}: ${detail}`, [
    { pointer, detail },
  ]);
}

function expectKnown(
  name: string,
  { known, pointer }: { known: readonly string[]; pointer: string },
): void {
  if (known.includes(name)) return;
  const detail = `found ${JSON.stringify(name)}, expected one of ${known.join(", ") || "none: no channel is configured"}`;
  throw new CoreError("invalid_input", `the alert rules: ${pointer}: ${detail}`, [
    { pointer, detail },
  ]);
}
