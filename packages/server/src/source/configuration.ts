import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { defineTarget, type Target, TargetDefinition } from "../notify/definition.js";
import { invalidQuery } from "../query.js";
import { defineWebhook, type Webhook, WebhookDefinition } from "../webhook/definition.js";
import { defineSources } from "./definition.js";
import type { DefinedSource } from "./source-kind.js";

/** What flows in and out beside requests. */
export interface Configuration {
  readonly sources: readonly DefinedSource[];
  readonly webhooks: readonly Webhook[];
  readonly notify: readonly Target[];
}

const File = z.strictObject({
  sources: z.array(z.unknown()).default([]),
  webhooks: z.array(WebhookDefinition).default([]),
  notify: z.array(TargetDefinition).default([]),
  // Read by defineWriteKeys.
  writeKeys: z.unknown().optional(),
});

/**
 * A configuration: `{ "sources": [...], "webhooks": [...], "notify": [...] }`, each of them optional.
 *
 * @param options.loopback - whether only programs of this machine reach the server
 * @throws CoreError `invalid_input` naming place, found and expected
 */
export function defineConfiguration(
  configuration: unknown,
  { loopback }: { loopback: boolean },
): Configuration {
  const found = File.safeParse(configuration);
  if (!found.success) throw invalidQuery(found.error);
  const { sources, webhooks, notify } = found.data;
  expectDifferent(webhooks, "webhooks");
  expectDifferent(notify, "notify");
  return {
    sources: defineSources({ sources }),
    webhooks: webhooks.map((one) => defineWebhook(one, { loopback })),
    notify: notify.map(defineTarget),
  };
}

function expectDifferent(named: readonly { readonly name: string }[], section: string): void {
  for (const [index, { name }] of named.entries()) {
    if (named.findIndex((one) => one.name === name) === index) continue;
    throw new CoreError(
      "invalid_input",
      `/${section}/${index}/name: ${JSON.stringify(name)} is the name of an earlier one; names must differ`,
    );
  }
}
