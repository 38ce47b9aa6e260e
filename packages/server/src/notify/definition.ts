import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { revealSecret, Secret } from "../source/source-kind.js";
import { signingKey } from "../webhook/signature.js";

/** A receiver of webhooks in the configuration. */
export const TargetDefinition = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/)
    .meta({ description: "Name of its folder, and on screens" }),
  url: z.url({ protocol: /^https?$/ }),
  secret: Secret,
  attempts: z.int().min(1).max(100).default(10).meta({ description: "Before it is set aside" }),
});

/** Somebody who is told by webhooks. */
export interface Target {
  readonly name: string;
  readonly url: string;
  readonly secret: string;
  readonly attempts: number;
}

/** @throws CoreError `invalid_input` */
export function defineTarget({ secret, ...rest }: z.infer<typeof TargetDefinition>): Target {
  const { username, password } = new URL(rest.url);
  if (username !== "" || password !== "") {
    const found = `the URL of ${JSON.stringify(rest.name)} in "notify" holds credentials`;
    throw new CoreError("invalid_input", `${found}; expected none: deliveries are signed`);
  }
  const revealed = revealSecret(secret);
  signingKey(revealed);
  return { ...rest, secret: revealed };
}
