import { CoreError } from "@cdp-whatif/core/error";
import type * as z from "zod";

/** What a schema found wrong, as a refusal that names each place. */
export function invalidInput(error: z.ZodError, what: string): CoreError {
  const details = error.issues.map(({ path, message }) => ({
    pointer: path.map((step) => `/${String(step)}`).join(""),
    detail: message,
  }));
  const places = details.map(({ pointer, detail }) => `${pointer || "/"}: ${detail}`).join("; ");
  return new CoreError("invalid_input", `${what}: ${places}`, details);
}
