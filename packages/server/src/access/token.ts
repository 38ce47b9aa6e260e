import { createHash } from "node:crypto";
import { createRemoteJWKSet, errors, type JWTPayload, jwtVerify, type RemoteJWKSet } from "jose";
import { DoorError } from "../problem.js";
import type { Client } from "./client.js";
import { discoverKeys } from "./discovery.js";
import type { Role } from "./role.js";
import { roleOf } from "./role-claim.js";

/** Whose tokens are taken, and how a role is read from them. */
export interface TokenOptions {
  /** What `iss` must be, letter by letter. */
  readonly issuer: string;
  /** One of these must be in `aud`. */
  readonly audience: readonly string[];
  /** Where the issuer's public keys are; asked from the issuer's discovery document when omitted. */
  readonly jwksUrl?: string | undefined;
  readonly algorithms: readonly TokenAlgorithm[];
  /** How far the clocks of issuer and server may be apart, in seconds. */
  readonly clockToleranceSeconds: number;
  /** Claim that says the role, with dots into objects: `roles`, `realm_access.roles`. */
  readonly roleClaim: string;
  /** Role by value of the claim; null: a value is the role of that name. */
  readonly roles: Readonly<Record<string, Role>> | null;
}

/** Signatures by a private key that the server does not have; never a shared secret, never none. */
export const TOKEN_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
] as const;
export type TokenAlgorithm = (typeof TOKEN_ALGORITHMS)[number];

/** The client that a token speaks for, or why it speaks for none; rejects when the issuer's keys cannot be had. */
export type TokenCheck = (token: string) => Promise<Client | TokenFault>;

/** Why a token is not taken, in words that may be told. */
export interface TokenFault {
  readonly fault: string;
}

/** How long a key that is not known keeps the server from asking the issuer again. */
const COOLDOWN_MS = 10_000;
const TIMEOUT_MS = 5000;
/** The issuer's keys are asked for anew so often, and those known are taken for a day when it does not answer. */
const RENEW_MS = 600_000;
const LONGEST_MS = 86_400_000;

/**
 * Checks tokens of one issuer by its public keys, which are fetched when first needed, every ten minutes, and when a
 * token names one that is not among them.
 *
 * @see RFC 7519 (JWT), RFC 8725 (best current practices for them)
 */
export function createTokenCheck(
  options: TokenOptions,
  { cooldownMs = COOLDOWN_MS, now = () => Date.now() } = {},
): TokenCheck {
  const { issuer, audience, algorithms, clockToleranceSeconds } = options;
  let set: Promise<RemoteJWKSet> | undefined;
  let asked = Number.NEGATIVE_INFINITY;
  const keySet = (): Promise<RemoteJWKSet> => {
    if (set !== undefined) return set;
    if (now() - asked < Math.min(cooldownMs, 1000)) throw unreachable();
    asked = now();
    set = findKeySet(options, { cooldownMs });
    set.catch(() => {
      set = undefined;
    });
    return set;
  };
  return async (token) => {
    try {
      const keys = await keySet();
      if (keys.jwks() !== undefined && now() - asked > RENEW_MS) {
        asked = now();
        // Those that are known stay when it fails; whether they are too old is looked at below.
        keys.reload().catch(() => undefined);
      }
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: [...audience],
        algorithms: [...algorithms],
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(now()),
        requiredClaims: ["exp", "sub"],
      });
      return clientOf(payload, options);
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== null) return { fault };
      throw error instanceof DoorError ? error : unreachable(error);
    }
  };
}

async function findKeySet(
  { issuer, jwksUrl }: TokenOptions,
  { cooldownMs }: { cooldownMs: number },
): Promise<RemoteJWKSet> {
  const url = jwksUrl ?? (await discoverKeys(issuer, { timeoutMs: TIMEOUT_MS }));
  return createRemoteJWKSet(new URL(url), {
    cooldownDuration: cooldownMs,
    timeoutDuration: TIMEOUT_MS,
    cacheMaxAge: LONGEST_MS,
  });
}

function clientOf(payload: JWTPayload, options: TokenOptions): Client | TokenFault {
  const role = roleOf(payload, options);
  if (role === null) return { fault: `its claim ${options.roleClaim} names no role` };
  const subject = `${payload.iss}\n${payload.sub}`;
  const hash = createHash("sha256").update(subject).digest("base64url").slice(0, 22);
  return { id: `token:${hash}`, kind: "token", role, tags: null };
}

const MALFORMED = "it is not a signed token (JWS, compact form)";

/** Why a token is not taken, as far as it is the token's fault; null when it is not. */
function faultOf(error: unknown): string | null {
  if (error instanceof errors.JWTExpired) return "it has expired";
  if (error instanceof errors.JWTClaimValidationFailed)
    return `its claim ${JSON.stringify(error.claim)} is missing or not what is expected here`;
  if (error instanceof errors.JOSEAlgNotAllowed) return "its algorithm is not taken here";
  if (error instanceof errors.JWSSignatureVerificationFailed) return "its signature is wrong";
  if (error instanceof errors.JWKSNoMatchingKey) return "no key of the issuer made its signature";
  if (error instanceof errors.JWKSMultipleMatchingKeys)
    return "it does not say which key signed it";
  if (error instanceof errors.JWSInvalid || error instanceof errors.JWTInvalid) return MALFORMED;
  return error instanceof errors.JOSENotSupported ? MALFORMED : null;
}

function unreachable(cause?: unknown): DoorError {
  const message = "The keys of the issuer of tokens cannot be had; come again in a moment.";
  return new DoorError("issuer_unavailable", message, { "retry-after": "5" }, { cause });
}
