import * as z from "zod";

/** Why an answer is weak or refused; `values` fill the sentence of the code in every language. */
export const Reason = z.strictObject({
  code: z.string(),
  values: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Reason = z.infer<typeof Reason>;

/** Whether an answer may be used: refused means that there is no number. */
export const Verdict = z.strictObject({
  status: z.enum(["valid", "weak", "refused"]),
  reasons: z.array(Reason),
  needs: z
    .array(Reason)
    .meta({ description: "Data that would lift the verdict, and how much of it" }),
});
export type Verdict = z.infer<typeof Verdict>;
