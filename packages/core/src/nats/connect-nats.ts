import {
  type Authenticator,
  AuthorizationError,
  connect,
  credsAuthenticator,
  type NatsConnection,
  tokenAuthenticator,
  UserAuthenticationExpiredError,
  usernamePasswordAuthenticator,
} from "@nats-io/transport-node";
import { reasonOf } from "../error.js";
import { SourceError } from "../source/index.js";

/** Where a server is, and who we are to it. */
export interface NatsAddress {
  /** `host:port`, or several of one cluster. */
  readonly servers: string | readonly string[];
  readonly credentials?: NatsCredentials | undefined;
  /** Encrypts the connection even if the server does not ask for it. Default false. */
  readonly tls?: boolean | undefined;
}

/** A user, a token, or the content of a credentials file (`.creds`). */
export type NatsCredentials =
  | { readonly user: string; readonly password: string }
  | { readonly token: string }
  | { readonly credentialsFile: string };

/**
 * Connects once: trying again is the runtime's, so that everybody can see it.
 *
 * @throws SourceError which is final when the server refuses the credentials
 */
export async function connectNats({
  servers,
  credentials,
  tls = false,
}: NatsAddress): Promise<NatsConnection> {
  try {
    return await connect({
      servers: typeof servers === "string" ? servers : [...servers],
      reconnect: false,
      timeout: 10_000,
      ...(credentials !== undefined && { authenticator: authenticator(credentials) }),
      ...(tls && { tls: {} }),
    });
  } catch (error) {
    throw natsError(error, { servers });
  }
}

/** What went wrong, with the servers it was about. */
export function natsError(error: unknown, { servers }: Pick<NatsAddress, "servers">): SourceError {
  if (error instanceof SourceError) return error;
  const where = typeof servers === "string" ? servers : servers.join(", ");
  const refused =
    error instanceof AuthorizationError || error instanceof UserAuthenticationExpiredError;
  const cause =
    error instanceof Error && error.cause !== undefined ? `: ${reasonOf(error.cause)}` : "";
  const reason = refused
    ? `refused the credentials: ${reasonOf(error)}`
    : `${reasonOf(error)}${cause}`;
  return new SourceError(`NATS at ${where}: ${reason}`, { final: refused, cause: error });
}

function authenticator(credentials: NatsCredentials): Authenticator {
  if ("user" in credentials) {
    return usernamePasswordAuthenticator(credentials.user, credentials.password);
  }
  if ("token" in credentials) return tokenAuthenticator(credentials.token);
  return credsAuthenticator(new TextEncoder().encode(credentials.credentialsFile));
}
