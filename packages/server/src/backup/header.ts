import { digest } from "@cdp-whatif/core";
import { KeySet, type StoreKeys } from "@cdp-whatif/core/seal";
import * as z from "zod";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** Names of what a backup holds: files of one folder, or of its folder `audit`; nothing that leads elsewhere. */
const PieceName = z.string().regex(/^(audit\/)?[A-Za-z0-9][A-Za-z0-9._-]{0,120}$/);

/** One file of a backup. */
export const Piece = z.strictObject({
  name: PieceName,
  bytes: z.int().nonnegative(),
  sha256: Sha256,
});
export type Piece = z.infer<typeof Piece>;

/** The first line of a backup: what is in it. Holds nothing personal. */
export const BackupHeader = z.strictObject({
  format: z.literal("cdp-whatif-backup"),
  version: z.literal(1),
  /** Version of the program that made it. */
  program: z.string(),
  made_at: z.iso.datetime(),
  store: z.strictObject({
    identity: z.string(),
    /** Rows by table. */
    rows: z.record(z.string(), z.int().nonnegative()),
  }),
  /** Files, in their order. */
  pieces: z.array(Piece).min(1),
  /** Id of the master key that is needed; null: not encrypted. */
  key: z.string().nullable(),
  /** Keys of the store, wrapped by that. */
  keys: KeySet.nullable(),
  /** HMAC of all else by a key of the store; of a backup that is not encrypted SHA-256. */
  mac: Sha256,
});
export type BackupHeader = z.infer<typeof BackupHeader>;

/** Names of the pieces that are not of the audit log. */
export const STORE_PIECE = "store.duckdb";
export const API_KEYS_PIECE = "keys.json";
export const AUDIT_PREFIX = "audit/";

/** What backups are sealed for. */
export const BACKUP = "backup";

/** What authenticates a header. */
export function macOf(header: Omit<BackupHeader, "mac">, keys: StoreKeys | null): string {
  const { mac: _, ...all } = { mac: "", ...header };
  return keys === null ? digest(all) : keys.mac("backup header").of(digest(all)).toString("hex");
}
