import * as z from "zod";

/** What every refusal looks like (RFC 9457). */
export const ProblemBody = z
  .strictObject({
    type: z.string().meta({ description: "Page that explains the code" }),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string().meta({ description: "What was found and what was expected" }),
    instance: z.string().meta({ description: "Path of the request" }),
    code: z.string().meta({ description: "Stable id of the reason" }),
    errors: z
      .array(
        z.strictObject({
          pointer: z.string().meta({ description: "RFC 6901 pointer into the query or body" }),
          detail: z.string(),
        }),
      )
      .optional()
      .meta({ description: "With status 422: each place that is wrong" }),
  })
  .meta({ id: "Problem" });
