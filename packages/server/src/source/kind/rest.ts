import { restSource } from "@cdp-whatif/core/web";
import * as z from "zod";
import type { SourceKind } from "../source-kind.js";
import {
  AuthorizationOption,
  ItemsOption,
  PagingOption,
  PollHead,
  revealAuthorization,
  SinceOption,
} from "./rest-option.js";

const RestDefinition = z.strictObject({
  kind: z.literal("rest"),
  ...PollHead.shape,
  url: z.url({ protocol: /^https?$/ }),
  items: ItemsOption.optional(),
  paging: PagingOption.optional(),
  since: SinceOption.optional(),
  firstPages: z.int().positive().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  authorization: AuthorizationOption.optional(),
  burst: z.int().positive().optional(),
  mostBytes: z.int().positive().optional(),
});

/** An interface whose items are lines in our formats. */
export const rest: SourceKind = {
  kind: "rest",
  schema: RestDefinition,
  make({ kind: _kind, authorization, ...options }: z.output<typeof RestDefinition>) {
    const revealed = authorization && revealAuthorization(authorization);
    return { source: restSource({ ...options, authorization: revealed }) };
  },
};
