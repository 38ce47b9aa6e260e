/** What a client may do; each role may do all that those before it may. */
export const ROLES = ["viewer", "analyst", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/**
 * Who a route is for: a role and all above it; `public`: anybody; `sender`: whoever proves it in the route's own way, by a
 * write key or a signature.
 */
export type LeastRole = Role | "public" | "sender";

const RANK: Readonly<Record<Role, number>> = { viewer: 0, analyst: 1, operator: 2, admin: 3 };

/** Whether a role is enough where another is the least. */
export function isEnough(role: Role, least: Role): boolean {
  return RANK[role] >= RANK[least];
}
