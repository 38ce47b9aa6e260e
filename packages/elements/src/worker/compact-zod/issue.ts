/** What a schema found wrong: the codes and fields of zod's own issues. */
export interface Issue {
  readonly code:
    | "invalid_type"
    | "too_small"
    | "too_big"
    | "invalid_value"
    | "invalid_format"
    | "invalid_union"
    | "unrecognized_keys"
    | "invalid_key";
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly [field: string]: unknown;
}

/** What reading a value came to: `sure` is false when its type is right and only a limit is broken. */
export type Read =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly issues: readonly Issue[]; readonly sure: boolean };

export const good = (value: unknown): Read => ({ ok: true, value });

export const wrong = (...issues: Issue[]): Read => ({ ok: false, issues, sure: true });

/** Issues of a part, with the part's key before their paths. */
export const under = (key: string | number, issues: readonly Issue[]): Issue[] =>
  issues.map((issue) => ({ ...issue, path: [key, ...issue.path] }));

/** The names that zod gives types. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (typeof value === "number" && Number.isNaN(value)) return "NaN";
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY
    ? "Infinity"
    : typeof value;
}

export const wrongType = (expected: string, value: unknown): Read =>
  wrong({
    code: "invalid_type",
    expected,
    path: [],
    message: `Invalid input: expected ${expected}, received ${typeName(value)}`,
  });

/** What is thrown by `parse`. */
export class ZodError extends Error {
  override readonly name = "ZodError";

  constructor(readonly issues: readonly Issue[]) {
    super(JSON.stringify(issues, null, 2));
  }
}
