import { readFileSync } from "node:fs";
import { CoreError, reasonOf } from "@cdp-whatif/core/error";
import { type NatsCredentials, natsSource } from "@cdp-whatif/core/nats";
import * as z from "zod";
import { revealSecret, Secret, SourceHead, type SourceKind } from "../source-kind.js";

const NAME = /^[^\s.*>/\\]+$/;

const Credentials = z.union([
  z.strictObject({ user: Secret, password: Secret }),
  z.strictObject({ token: Secret }),
  z.strictObject({
    file: z.string().min(1).meta({ description: "Path of a credentials file (.creds)" }),
  }),
]);

const Nats = SourceHead.extend({
  kind: z.literal("nats"),
  servers: z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]),
  stream: z.string().regex(NAME),
  consumer: z.string().regex(NAME),
  subjects: z.array(z.string().min(1)).min(1).optional(),
  credentials: Credentials.optional(),
  tls: z.boolean().optional(),
  ackWaitMs: z.int().min(1000).optional(),
  mostPending: z.int().positive().optional(),
});

/** A stream of NATS JetStream. */
export const natsKind: SourceKind = {
  kind: "nats",
  schema: Nats,
  make: ({ kind: _, credentials, ...options }: z.infer<typeof Nats>) => ({
    source: natsSource({
      ...options,
      ...(credentials !== undefined && { credentials: revealed(credentials) }),
    }),
  }),
};

function revealed(credentials: z.infer<typeof Credentials>): NatsCredentials {
  if ("file" in credentials) return { credentialsFile: content(credentials.file) };
  if ("token" in credentials) return { token: revealSecret(credentials.token) };
  const { user, password } = credentials;
  return { user: revealSecret(user), password: revealSecret(password) };
}

function content(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new CoreError(
      "file_unreadable",
      `the credentials file of a source cannot be read: ${reasonOf(error)}`,
      [],
      { cause: error },
    );
  }
}
