import { postgresChanges } from "@cdp-whatif/core/postgres";
import * as z from "zod";
import { revealSecret, Secret, SourceHead, type SourceKind } from "../source-kind.js";

const Name = z.string().regex(/^[a-z0-9_]{1,63}$/);
const Postgres = z.strictObject({
  ...SourceHead.shape,
  kind: z.literal("postgres"),
  address: Secret.meta({ description: "postgres://user:password@host:5432/database" }),
  slot: Name.optional(),
  publication: Name.optional(),
  tables: z.array(z.string().min(1)).min(1).optional(),
  snapshot: z.boolean().optional(),
  identity: z.enum(["full", "key"]).optional(),
});

/** Changes of a PostgreSQL database, from its log. */
export const postgres: SourceKind = {
  kind: "postgres",
  schema: Postgres,
  make: (definition: z.infer<typeof Postgres>) => ({
    source: postgresChanges({ ...definition, address: revealSecret(definition.address) }),
    changes: true,
  }),
};
