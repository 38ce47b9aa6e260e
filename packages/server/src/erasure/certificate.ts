import { randomUUID } from "node:crypto";
import { digest, type EraseReport } from "@cdp-whatif/core";
import * as z from "zod";

const Count = z.int().nonnegative();

/** Says that a customer was erased: what was removed where, when, on whose word. Holds nothing by which the customer is known. */
export const ErasureCertificate = z
  .strictObject({
    id: z.uuid(),
    erased_at: z.iso.datetime(),
    subject: z.string().nullable().meta({
      description: "Keyed hash of the id that was asked for, as in the audit log; null without one",
    }),
    asked_by: z.string().nullable().meta({ description: "Id of the client, where one is known" }),
    removed: z.strictObject({
      events: Count,
      dead_letters: Count,
      derived_days: Count,
    }),
    suppressed: z.strictObject({ ids: Count, until: z.iso.datetime().nullable() }),
    file: z.enum(["will_be_rewritten", "in_memory"]).meta({
      description:
        "What becomes of free blocks of the store's file, in which removed rows may still lie",
    }),
    not_reached: z.array(z.string()).meta({
      description: "What this server does not keep or cannot change: backups, files that were read",
    }),
    digest: z.string().length(64).meta({
      description:
        "SHA-256 of the RFC 8785 canonical JSON of all other fields; it stands in the audit log, too",
    }),
  })
  .meta({ id: "ErasureCertificate" });
export type ErasureCertificate = z.infer<typeof ErasureCertificate>;

/** What a certificate is made of. */
export interface Erased {
  readonly report: EraseReport;
  readonly at: number;
  readonly until: number | null;
  readonly subject: string | null;
  readonly askedBy: string | null;
  readonly inFile: boolean;
}

export function erasureCertificate(erased: Erased): ErasureCertificate {
  const { report, at, until, subject, askedBy, inFile } = erased;
  const content = {
    id: randomUUID(),
    erased_at: new Date(at).toISOString(),
    subject,
    asked_by: askedBy,
    removed: {
      events: report.events,
      dead_letters: report.deadLetters,
      derived_days: report.derived.days,
    },
    suppressed: {
      ids: report.suppressedIds,
      until: until === null ? null : new Date(until).toISOString(),
    },
    file: inFile ? ("will_be_rewritten" as const) : ("in_memory" as const),
    not_reached: ["backups", "files that were ingested", "exports that were handed out"],
  };
  return { ...content, digest: digest(content) };
}
