import { isEnough, ROLES, type Role } from "./role.js";

/**
 * The highest role that a claim names: a text, several with spaces between them, or an array of texts.
 *
 * @param options.roleClaim - name of the claim as it stands, or with dots into objects
 * @param options.roles - role by value; null: a value is the role of that name. With a table only its values count, since
 *   an issuer's own "admin" may mean something else
 */
export function roleOf(
  claims: Readonly<Record<string, unknown>>,
  { roleClaim, roles }: { roleClaim: string; roles: Readonly<Record<string, Role>> | null },
): Role | null {
  const found = textsOf(claimAt(claims, roleClaim)).flatMap((value) => {
    if (roles === null) return ROLES.filter((role) => role === value);
    const role = Object.hasOwn(roles, value) ? roles[value] : undefined;
    return role === undefined ? [] : [role];
  });
  return found.reduce<Role | null>(
    (highest, role) => (highest === null || isEnough(role, highest) ? role : highest),
    null,
  );
}

function claimAt(claims: Readonly<Record<string, unknown>>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = Reflect.get(value, part);
  }
  return value;
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return value.split(" ");
  return Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
}
