import * as z from "zod";

/** Where a parameter is from. */
export const Origin = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("estimated"),
    rows: z.int().nonnegative(),
    from: z.iso.date(),
    to: z.iso.date(),
    method: z.string(),
  }),
  z.strictObject({ kind: z.literal("prior"), publication: z.string() }),
  z.strictObject({ kind: z.literal("experiment"), test: z.string() }),
  z.strictObject({ kind: z.literal("user") }),
  z.strictObject({ kind: z.literal("assumed"), because: z.string() }),
]);
export type Origin = z.infer<typeof Origin>;

/** A number with its spread and its origin. */
export const Parameter = z.strictObject({
  value: z.number(),
  standardError: z.number().nonnegative(),
  unit: z.string(),
  origin: Origin,
});
export type Parameter = z.infer<typeof Parameter>;
