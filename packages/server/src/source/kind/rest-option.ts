import * as z from "zod";
import { revealSecret, Secret, SourceHead } from "../source-kind.js";

/** What every source that is polled may be told. */
export const PollHead = z.strictObject({
  ...SourceHead.shape,
  everyMs: z.int().min(1000).optional().meta({ unit: "ms", description: "Between two polls" }),
  requestsPerMinute: z.number().positive().optional(),
  timeoutMs: z.int().positive().optional().meta({ unit: "ms" }),
});

const Pointer = z
  .string()
  .regex(/^(\/([^~/]|~[01])*)*$/)
  .meta({ description: "JSON pointer (RFC 6901)" });
const Parameter = z.string().min(1);
const Size = z.int().positive().optional();

/** How the next page is found. */
export const PagingOption = z.discriminatedUnion("by", [
  z.strictObject({ by: z.literal("link") }),
  z.strictObject({ by: z.literal("url"), pointer: Pointer }),
  z.strictObject({ by: z.literal("cursor"), pointer: Pointer, parameter: Parameter }),
  z.strictObject({
    by: z.literal("page"),
    parameter: Parameter,
    first: z.int().nonnegative().optional(),
    size: Size,
    last: Pointer.optional(),
  }),
  z.strictObject({ by: z.literal("offset"), parameter: Parameter, size: Size }),
]);

/** What tells new items from known ones. */
export const SinceOption = z.strictObject({
  pointer: Pointer,
  parameter: Parameter.optional(),
  initial: z.string().optional(),
});

export const ItemsOption = Pointer;

const Key = z.strictObject({
  by: z.literal("key"),
  in: z.enum(["header", "query"]),
  name: Parameter,
  value: Secret,
  prefix: z.string().optional().meta({ description: 'Before the key, e.g. "Bearer "' }),
});
const Client = z.strictObject({
  by: z.literal("client-credentials"),
  tokenUrl: z.url(),
  clientId: Secret,
  clientSecret: Secret,
  scope: z.string().optional(),
  send: z.enum(["basic", "form"]).optional(),
});

/** Who asks. */
export const AuthorizationOption = z.discriminatedUnion("by", [Key, Client]);

/** With its secrets out of the environment. @throws CoreError `invalid_input` when one is not there */
export function revealAuthorization(found: z.output<typeof AuthorizationOption>) {
  if (found.by === "key") {
    const { prefix = "", value, ...rest } = found;
    return { ...rest, value: `${prefix}${revealSecret(value)}` };
  }
  const { clientId, clientSecret, ...rest } = found;
  return { ...rest, clientId: revealSecret(clientId), clientSecret: revealSecret(clientSecret) };
}
