import { socialPosts } from "@cdp-whatif/core/web";
import * as z from "zod";
import { revealSecret, Secret, type SourceKind } from "../source-kind.js";
import { PollHead } from "./rest-option.js";

const SocialDefinition = z.strictObject({
  kind: z.literal("social"),
  ...PollHead.shape,
  url: z.url({ protocol: /^https?$/ }),
  tag: z.string().min(1).optional(),
  token: Secret.optional(),
  location: z.string().min(1).optional(),
  firstPages: z.int().positive().optional(),
});

/** Public posts of a Mastodon server. */
export const social: SourceKind = {
  kind: "social",
  schema: SocialDefinition,
  make({ kind: _kind, token, ...options }: z.output<typeof SocialDefinition>) {
    return socialPosts({ ...options, token: token === undefined ? token : revealSecret(token) });
  },
};
