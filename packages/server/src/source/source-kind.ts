import type { LiveSource, Retry, Unwrap } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";

/** What every configured source says beside its own options. */
export const SourceHead = z.strictObject({
  name: z
    .string()
    .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:/-]{0,127}$/u)
    .meta({ description: "Name in positions, checkpoints and on screens" }),
});

const Milliseconds = z.int().positive();

/** What the definition of any source may say of trying again. */
export const SourceRetry = z.strictObject({
  baseMs: Milliseconds.optional().meta({
    description: "Longest wait before the first further try",
  }),
  capMs: Milliseconds.optional().meta({ description: "Longest wait of all" }),
  giveUpAfter: z
    .int()
    .positive()
    .optional()
    .meta({ description: "Tries that fail one after the other; without it, never" }),
});

/** A text that is written here, or better: the name of the environment's variable that holds it. */
export const Secret = z.union([z.string(), z.strictObject({ env: z.string().min(1) })]);
export type Secret = z.infer<typeof Secret>;

/** Headers of requests, any of which may be secret. */
export const SecretHeaders = z.record(z.string().min(1), Secret);

/** A live source made from its definition. */
export interface DefinedSource {
  readonly source: LiveSource;
  readonly unwrap?: Unwrap | undefined;
  /** How often, and how far apart, it is tried again. */
  readonly retry?: Retry | undefined;
  /** Its messages are changes of rows, as JSON. */
  readonly changes?: true;
}

/** One kind of live source: how it is configured, and how it is made. */
export interface SourceKind {
  readonly kind: string;
  readonly schema: z.ZodObject;
  make(definition: never): DefinedSource;
}

/** Headers with their secrets, none where there are none. @throws CoreError `invalid_input` */
export function revealSecrets(headers: z.infer<typeof SecretHeaders> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, secret]) => [name, revealSecret(secret)]),
  );
}

/** @throws CoreError `invalid_input` when the environment has no such variable */
export function revealSecret(secret: Secret): string {
  if (typeof secret === "string") return secret;
  const value = process.env[secret.env];
  if (value !== undefined && value !== "") return value;
  throw new CoreError(
    "invalid_input",
    `the environment has no variable ${secret.env}, which a source takes a secret from`,
  );
}
