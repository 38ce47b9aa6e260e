import * as z from "zod";

/** A text that is not empty. */
export const Text = z.string().min(1);
/** A fraction, 0 to 1. */
export const Fraction = z.number().min(0).max(1);
/** Head counts or other amounts that cannot be negative. */
export const Amount = z.number().nonnegative();
/** Amounts, shares or percent by name. */
export const Amounts = z.record(z.string(), Amount);
/** A list of sentences; absent and null are an empty one. */
export const Sentences = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
/** A time as it is written: local wall time, or with an offset. */
export const TimeText = Text.meta({
  description: "YYYY-MM-DD HH:MM:SS, local, or RFC 3339 with an offset",
});
/** A date as it is written. */
export const DateText = Text.meta({ description: "YYYY-MM-DD, local" });
/** What a line may say of itself. */
export const LineHead = {
  demo: z.boolean().nullish().meta({ description: "True on lines that a generator made" }),
  generated_at: TimeText.nullish(),
  revision: z
    .int()
    .nonnegative()
    .nullish()
    .meta({ description: "Order of changes made at the same generated_at" }),
  deleted: z.boolean().nullish().meta({ description: "True: what has this key is deleted" }),
  metadata: z.looseObject({ generated_at: TimeText.nullish() }).nullish(),
};
