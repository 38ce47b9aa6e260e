import * as z from "zod";
import type { Schema } from "./schema-arbitrary.js";

const AnySchema = z.custom<Schema>((value) => typeof value === "object" && value !== null);
const Content = z.record(z.string(), z.looseObject({ schema: AnySchema }));
/** The parts of an OpenAPI document that requests are made from. */
export const Document = z.looseObject({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        operationId: z.string(),
        parameters: z
          .array(
            z.looseObject({
              name: z.string(),
              in: z.string(),
              required: z.boolean().optional(),
              schema: AnySchema,
            }),
          )
          .optional(),
        requestBody: z.looseObject({ content: Content }).optional(),
        responses: z.record(z.string(), z.looseObject({ content: Content.optional() })),
      }),
    ),
  ),
  components: z.looseObject({ schemas: z.record(z.string(), AnySchema) }),
});
export type Document = z.infer<typeof Document>;
