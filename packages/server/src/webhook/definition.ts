import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { revealSecret, Secret, SourceHead } from "../source/source-kind.js";
import { signingKey } from "./signature.js";

/** A webhook of the configuration. */
export const WebhookDefinition = z.strictObject({
  ...SourceHead.shape,
  secrets: z.array(Secret).max(8).default([]).meta({ description: "Every one is accepted" }),
  unsigned: z.boolean().default(false).meta({ description: "Takes deliveries without signature" }),
  envelope: z.enum(["none", "cloudevents"]).default("none"),
});

/** A webhook that can be delivered to. */
export interface Webhook {
  readonly name: string;
  /** None: deliveries need no signature. */
  readonly keys: readonly Uint8Array[];
  readonly envelope: "none" | "cloudevents";
}

/** @throws CoreError `invalid_input` when it has no secret, and is not both `unsigned` and behind a loopback address */
export function defineWebhook(
  definition: z.infer<typeof WebhookDefinition>,
  { loopback }: { loopback: boolean },
): Webhook {
  const { name, secrets, unsigned, envelope } = definition;
  const said = `the webhook ${JSON.stringify(name)}`;
  if (unsigned && secrets.length > 0) {
    throw new CoreError("invalid_input", `${said} has secrets and is "unsigned"; expected one`);
  }
  if (secrets.length === 0 && !(unsigned && loopback)) {
    throw new CoreError(
      "invalid_input",
      `${said} has no secrets: anybody could deliver. Expected "secrets", or "unsigned": true on a loopback address`,
    );
  }
  return { name, envelope, keys: secrets.map((secret) => signingKey(revealSecret(secret))) };
}
