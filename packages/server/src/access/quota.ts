import type { Quota } from "../rate/rate-state.js";
import { type Client, LOCAL } from "./client.js";
import { ROLES, type Role } from "./role.js";

/** Whose requests are counted together: clients of a role, and senders, which have no role. */
export const QUOTA_GROUPS = [...ROLES, "sender"] as const;
export type QuotaGroup = (typeof QUOTA_GROUPS)[number];

/** Requests that a client may make in a minute; null: as many as it likes. */
export interface RateOptions {
  /** Of every role. When omitted: 100 where credentials are asked for, null where not. */
  readonly perMinute?: number | null | undefined;
  /** Of some groups; they win. Senders are not counted unless they are named here. */
  readonly groups?: Partial<Readonly<Record<QuotaGroup, number | null>>>;
}

/** What each client may. */
export interface Quotas {
  /** Of a client, or of a sender, who is none. */
  of(client: Client | null): Quota | null;
  /** Whether there may be one. */
  readonly any: boolean;
}

const DEFAULT_PER_MINUTE = 100;

/** The quotas of all clients. */
export function createQuotas({ perMinute, groups = {} }: RateOptions): Quotas {
  const quota = (requests: number | null): Quota | null =>
    requests === null ? null : { requests, seconds: 60 };
  const ofRole = (role: Role) => {
    const group = groups[role];
    if (group !== undefined) return quota(group);
    return quota(perMinute === undefined ? DEFAULT_PER_MINUTE : perMinute);
  };
  const byRole: Readonly<Record<Role, Quota | null>> = {
    viewer: ofRole("viewer"),
    analyst: ofRole("analyst"),
    operator: ofRole("operator"),
    admin: ofRole("admin"),
  };
  const local = quota(perMinute ?? null);
  const sender = quota(groups.sender ?? null);
  return {
    of(client) {
      if (client === null) return sender;
      return client === LOCAL ? local : byRole[client.role];
    },
    any: [local, sender, ...Object.values(byRole)].some((one) => one !== null),
  };
}
