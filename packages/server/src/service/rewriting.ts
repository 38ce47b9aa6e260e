import { auditEvent } from "../audit/audit.js";
import { createRewriting, type Rewriting } from "../erasure/rewriting.js";
import type { ServiceOptions } from "./options.js";

/** What writes the store's file anew after erasures; null where there is no file. */
export function rewritingOf({ rewrite, folder, audit, log }: ServiceOptions): Rewriting | null {
  if (rewrite === undefined || folder === undefined) return null;
  const told = (outcome: "done" | "failed") =>
    audit?.add(auditEvent({ kind: "job", action: "store.rewritten", outcome }));
  return createRewriting({
    rewrite,
    folder,
    onDone: () => told("done"),
    onFailure(error) {
      told("failed");
      log?.error({ err: error }, "the store could not be written anew after an erasure");
    },
  });
}
