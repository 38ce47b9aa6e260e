import { CustomerProfile } from "@cdp-whatif/core";
import * as z from "zod";
import { type Audit, auditEvent } from "../audit/audit.js";
import type { CustomerKeeper } from "../customer-keeper.js";
import { ErasureCertificate, erasureCertificate } from "../erasure/certificate.js";
import type { Rewriting } from "../erasure/rewriting.js";
import { expectNoQuery, invalidQuery, queryOf } from "../query.js";
import { respondJson } from "../respond.js";
import { type Door, mount } from "./mount.js";

/** `GET /api/v1/customers/{id}`. */
export const CustomerAnswerBody = z
  .strictObject({
    success: z.literal(true),
    id: z.string().meta({ description: "The id that all ids of this customer resolve to" }),
    consented: z.boolean().nullable().meta({ description: "Null while nothing was said" }),
    profile: CustomerProfile.nullable().meta({ description: "Null where consent was refused" }),
  })
  .meta({ id: "CustomerAnswer" });

/** `DELETE /api/v1/customers/{id}`: what was removed. */
export const ErasureAnswer = z
  .strictObject({
    success: z.literal(true),
    removed: z.strictObject({
      events: z.int().nonnegative(),
      dead_letters: z.int().nonnegative(),
      derived_days: z.int().nonnegative().meta({
        description: "Days of cells whose derived behaviour was made anew",
      }),
    }),
    suppressed: z.strictObject({
      ids: z.int().nonnegative(),
      until: z.iso.datetime().nullable().meta({ description: "Null: always" }),
    }),
    certificate: ErasureCertificate,
  })
  .meta({ id: "ErasureAnswer" });

const ErasureQuery = z.strictObject({
  suppress: z.enum(["always", "past"]).optional().meta({
    description: "Refuse all events of these ids from now on (default), or only those until now",
  }),
});

const CustomerPath = z.object({
  id: z.string().min(1).meta({ description: "Any id of the customer: userId or anonymousId" }),
});

/** What the customers' routes work with. */
export interface CustomerDeps {
  readonly customers: CustomerKeeper;
  readonly now: () => number;
  readonly audit?: Pick<Audit, "add" | "mark"> | undefined;
  /** Of a store in a file: writes it anew later. */
  readonly rewriting: Pick<Rewriting, "asked"> | null;
}

const NO_STORE = { headers: { "cache-control": "no-store" } };

/** Mounts the profile of one customer, and their erasure. */
export function customerRoutes(
  door: Door,
  { customers, now, audit, rewriting }: CustomerDeps,
): void {
  mount(
    door,
    {
      method: "get",
      paths: ["/api/v1/customers/:id"],
      id: "customer",
      tag: "Customers",
      role: "operator",
      summary: "What is known of one customer, by any of their ids",
      path: CustomerPath,
      answers: {
        200: { description: "Now", content: { "application/json": CustomerAnswerBody } },
      },
      problems: [404, 409, 422, 503],
    },
    async (context) => {
      expectNoQuery(context.req.url);
      const answer = await customers.read(context.req.param("id") ?? "");
      const body: z.infer<typeof CustomerAnswerBody> = { success: true, ...answer };
      return respondJson(body, NO_STORE);
    },
  );
  mount(
    door,
    {
      method: "delete",
      paths: ["/api/v1/customers/:id"],
      id: "eraseCustomer",
      tag: "Customers",
      role: "admin",
      summary: "Erases one customer: events, raw lines, dead letters and what was derived of them",
      path: CustomerPath,
      query: ErasureQuery,
      answers: {
        200: { description: "Gone", content: { "application/json": ErasureAnswer } },
      },
      problems: [404, 409, 422, 503, 507],
    },
    async (context) => {
      const query = ErasureQuery.safeParse(queryOf(context.req.url));
      if (!query.success) throw invalidQuery(query.error);
      const until = query.data.suppress === "past" ? now() : null;
      const id = context.req.param("id") ?? "";
      const report = await customers.erase(id, until);
      await rewriting?.asked();
      const certificate = erasureCertificate({
        ...{ report, until, at: now(), inFile: rewriting !== null },
        subject: audit?.mark(id) ?? null,
        askedBy: context.get("client")?.id ?? null,
      });
      audit?.add(certificateEvent(certificate, context.get("requestId")));
      const body: z.infer<typeof ErasureAnswer> = {
        success: true,
        removed: {
          events: report.events,
          dead_letters: report.deadLetters,
          derived_days: report.derived.days,
        },
        suppressed: {
          ids: report.suppressedIds,
          until: until === null ? null : new Date(until).toISOString(),
        },
        certificate,
      };
      return respondJson(body, NO_STORE);
    },
  );
}

/** The certificate in the audit log: its digest tells a copy that was changed. */
function certificateEvent(
  { id, subject, removed, digest }: ErasureCertificate,
  requestId: string | undefined,
) {
  return auditEvent({
    ...{ kind: "job", action: "customer.erased", outcome: "done", subject },
    requestId: requestId ?? null,
    detail: { certificate: id, digest, ...removed },
  });
}
