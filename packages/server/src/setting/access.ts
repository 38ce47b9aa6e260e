import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import type { AccessOptions } from "../access/options.js";
import { QUOTA_GROUPS, type QuotaGroup } from "../access/quota.js";
import { ROLES, type Role } from "../access/role.js";
import { TOKEN_ALGORITHMS, type TokenOptions } from "../access/token.js";
import { isLoopback } from "../address.js";
import { type SettingValues, settingGroup, textList, wholeNumber } from "./setting.js";

const MOST_REQUESTS = 1_000_000;
const MOST_MINUTES = 43_200;
const MINUTE_MS = 60_000;
const off = z.literal("off").transform(() => null);
const requests = z.union([off, wholeNumber(1, MOST_REQUESTS)], {
  error: `expected off or a whole number from 1 to ${MOST_REQUESTS}`,
});

/** Texts of the form `name=value`, with commas between them. */
const pairs = textList.transform((parts, context) =>
  parts.map((part): [string, string] => {
    const at = part.lastIndexOf("=");
    if (at < 1) context.addIssue({ code: "custom", message: "expected NAME=VALUE, with commas" });
    return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
  }),
);

const roleTable = pairs.transform((found, context): Record<string, Role> => {
  const roles: [string, Role][] = [];
  for (const [value, name] of found) {
    const role = ROLES.find((one) => one === name);
    if (role === undefined)
      context.addIssue({ code: "custom", message: `expected a role: ${ROLES.join(", ")}` });
    else roles.push([value, role]);
  }
  return Object.fromEntries(roles);
});

const rateTable = pairs.transform((found, context) => {
  const limits: [QuotaGroup, number | null][] = [];
  for (const [name, value] of found) {
    const group = QUOTA_GROUPS.find((one) => one === name);
    const limit = requests.safeParse(value);
    if (group === undefined)
      context.addIssue({ code: "custom", message: `expected one of ${QUOTA_GROUPS.join(", ")}` });
    else if (!limit.success)
      context.addIssue({ code: "custom", message: limit.error.issues[0]?.message ?? "" });
    else limits.push([group, limit.data]);
  }
  return Object.fromEntries(limits) as Partial<Record<QuotaGroup, number | null>>;
});

/** An address that tokens are trusted by: encrypted, unless it is of this machine. */
const trustedUrl = z.url({ protocol: /^https?$/, error: "expected an https:// address" }).refine(
  (text) => {
    // Of what is no address at all, it was told already.
    if (!URL.canParse(text)) return true;
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" || isLoopback(hostname);
  },
  { error: "expected an https:// address" },
);

/** Who may do what. */
export const accessSettings = settingGroup({
  keysFile: {
    env: "CDP_KEYS_FILE",
    schema: z.string().optional(),
    help: "File of the API keys; keys.json beside the store when omitted.",
    example: "/data/keys.json",
  },
  keyPepper: {
    env: "CDP_KEY_PEPPER",
    schema: z.string().min(32, "expected at least 32 characters").optional(),
    help: "Secret that hashes of API keys are made with; then only keys made with it are taken.",
    secret: true,
  },
  tokenIssuer: {
    env: "CDP_TOKEN_ISSUER",
    schema: trustedUrl.optional(),
    help: "Issuer whose OAuth 2 tokens are taken, exactly as their claim iss says.",
    example: "https://login.example.com/realms/shop",
  },
  tokenAudience: {
    env: "CDP_TOKEN_AUDIENCE",
    schema: textList.default([]),
    help: "Audiences, with commas; a token must be for one of them.",
    example: "cdp-whatif",
  },
  tokenKeysUrl: {
    env: "CDP_TOKEN_JWKS_URL",
    schema: trustedUrl.optional(),
    help: "Where the issuer's public keys are; found by discovery when omitted.",
  },
  tokenAlgorithms: {
    env: "CDP_TOKEN_ALGORITHMS",
    schema: textList
      .pipe(z.array(z.enum(TOKEN_ALGORITHMS)).min(1))
      .default(["RS256", "PS256", "ES256", "EdDSA"]),
    help: "Algorithms of signature that are taken, with commas; only those with a public key.",
  },
  tokenRoleClaim: {
    env: "CDP_TOKEN_ROLE_CLAIM",
    schema: z.string().default("roles"),
    help: "Claim that says the role, with dots into objects.",
    example: "realm_access.roles",
  },
  tokenRoles: {
    env: "CDP_TOKEN_ROLES",
    schema: roleTable.optional(),
    help: "Role by value of that claim, VALUE=ROLE with commas; without it a value is the role of that name.",
    example: "cdp-admins=admin,marketing=analyst",
  },
  tokenClockTolerance: {
    env: "CDP_TOKEN_CLOCK_TOLERANCE",
    schema: wholeNumber(0, 300).default(30),
    help: "How far the clocks of issuer and server may be apart, in seconds.",
  },
  sessionMinutes: {
    env: "CDP_SESSION_MINUTES",
    schema: z
      .union([off, wholeNumber(1, MOST_MINUTES)], {
        error: `expected off or a whole number from 1 to ${MOST_MINUTES}`,
      })
      .default(480),
    help: "How long a browser that signed in with an API key stays signed in at most, in minutes, or off: none can.",
  },
  sessionIdleMinutes: {
    env: "CDP_SESSION_IDLE_MINUTES",
    schema: wholeNumber(1, MOST_MINUTES).default(60),
    help: "How long it stays signed in while it asks for nothing, in minutes.",
  },
  rateLimit: {
    env: "CDP_RATE_LIMIT",
    schema: requests.optional(),
    help: "Requests per minute and client, or off; 100 where credentials are asked for, off where not.",
    example: "100",
  },
  rateLimits: {
    env: "CDP_RATE_LIMITS",
    schema: rateTable.default({}),
    help: "The same by role or for senders, ROLE=NUMBER or ROLE=off with commas.",
    example: "operator=1000,sender=6000",
  },
  trustedProxies: {
    env: "CDP_TRUSTED_PROXIES",
    schema: textList.default([]),
    help: "Addresses and networks of proxies whose X-Forwarded-For is believed, with commas.",
    example: "10.0.0.0/8",
  },
  hosts: {
    env: "CDP_HOSTS",
    schema: textList.default([]),
    help: "Names, beside those of loopback, that a server without credentials answers under.",
  },
});

/** What of access does not come from its settings. */
export interface AccessPlace {
  /** File of API keys where none is set. */
  readonly keysFile: string;
  /** Address that the server listens at. */
  readonly host: string;
  readonly allowedOrigins: readonly string[];
}

/**
 * The options of access that settings mean.
 *
 * @throws CoreError `invalid_input` when one of them needs another
 */
export function accessOptions(
  values: SettingValues<typeof accessSettings>,
  { keysFile, host, allowedOrigins }: AccessPlace,
): AccessOptions {
  return {
    keys: { path: values.keysFile ?? keysFile, pepper: values.keyPepper },
    token: tokenOptions(values),
    session:
      values.sessionMinutes === null
        ? null
        : {
            lastsMs: values.sessionMinutes * MINUTE_MS,
            idleMs: values.sessionIdleMinutes * MINUTE_MS,
          },
    required: !isLoopback(host),
    ownPages: { hosts: values.hosts, origins: allowedOrigins },
    trustedProxies: values.trustedProxies,
    rate: { perMinute: values.rateLimit, groups: values.rateLimits },
  };
}

function tokenOptions(values: SettingValues<typeof accessSettings>): TokenOptions | undefined {
  const { tokenIssuer: issuer, tokenAudience: audience } = values;
  if (issuer === undefined) return undefined;
  if (audience.length === 0) {
    throw new CoreError(
      "invalid_input",
      "CDP_TOKEN_ISSUER is set without CDP_TOKEN_AUDIENCE: tokens that the issuer made for other programs would be taken.",
      [{ pointer: "/CDP_TOKEN_AUDIENCE", detail: "is missing" }],
    );
  }
  return {
    issuer,
    audience,
    jwksUrl: values.tokenKeysUrl,
    algorithms: values.tokenAlgorithms,
    clockToleranceSeconds: values.tokenClockTolerance,
    roleClaim: values.tokenRoleClaim,
    roles: values.tokenRoles ?? null,
  };
}
