import { auditFiles } from "./audit-file.js";
import { AuditEntry } from "./entry.js";
import { linesOf } from "./verify.js";

/** Which entries, and in which form. */
export interface AuditChoice {
  /** Instants, both inclusive. */
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  readonly role?: string | undefined;
  readonly format?: "json" | "csv" | undefined;
}

const COLUMNS = [
  "sequence",
  "at",
  "kind",
  "client",
  "client_kind",
  "role",
  "action",
  "subject",
  "status",
  "outcome",
  "request_id",
  "bytes",
  "detail",
  "hash",
] as const;

/** Entries of a log as lines of JSON, or as a table (RFC 4180). Whether they are authentic is for `verifyAudit` to say. */
export async function* exportAudit(folder: string, choice: AuditChoice): AsyncGenerator<string> {
  const csv = choice.format === "csv";
  if (csv) yield `${COLUMNS.join(",")}\r\n`;
  for (const { path } of await auditFiles(folder)) {
    for await (const line of linesOf(path)) {
      const entry = AuditEntry.safeParse(parsed(line));
      if (!entry.success || !isChosen(entry.data, choice)) continue;
      yield csv ? rowOf(entry.data) : `${line}\n`;
    }
  }
}

function isChosen({ at, client }: AuditEntry, { since, until, role }: AuditChoice): boolean {
  const instant = Date.parse(at);
  if (since !== undefined && instant < since) return false;
  if (until !== undefined && instant > until) return false;
  return role === undefined || client?.role === role;
}

function rowOf(entry: AuditEntry): string {
  const { client, detail } = entry;
  const values = [
    entry.sequence,
    entry.at,
    entry.kind,
    client?.id,
    client?.kind,
    client?.role,
    entry.action,
    entry.subject,
    entry.status,
    entry.outcome,
    entry.requestId,
    entry.bytes,
    detail === undefined ? undefined : JSON.stringify(detail),
    entry.hash,
  ];
  return `${values.map(cell).join(",")}\r\n`;
}

/** A cell of a table; one that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV injection). */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "";
  const text =
    typeof value === "string" && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
