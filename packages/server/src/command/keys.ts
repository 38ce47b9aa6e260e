import { resolve } from "node:path";
import { CoreError } from "@cdp-whatif/core/error";
import { chooseKey, type IssuedKey, issueKey, revokeKey, rotateKey } from "../access/key-change.js";
import { changeKeys, readKeys } from "../access/key-file.js";
import { type KeyRecord, keyState } from "../access/key-record.js";
import { type KeyUses, readUses } from "../access/key-use.js";
import type { Role } from "../access/role.js";
import type { Tag } from "../access/scope.js";
import { accessSettings } from "../setting/access.js";
import { readSettings } from "../setting/read-settings.js";
import { auditKey } from "./audited.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { keysFile } from "./store.js";
import type { Terminal } from "./terminal.js";

/** What every command on keys takes. */
export interface KeyOptions {
  readonly store: string;
  readonly keys?: string;
  readonly json?: boolean;
}

/** When a key is not taken any more: milliseconds from now, or an instant as a date. */
export type Expiry = { readonly inMs: number } | { readonly at: number };

/** What `keys create` takes. */
export interface CreateKeyOptions extends KeyOptions {
  readonly name: string;
  readonly role: Role;
  readonly only?: readonly Tag[];
  readonly expires?: Expiry;
}

/** Makes a key; its text is printed on `out` and nowhere kept. */
export async function createKey(
  terminal: Terminal,
  { name, role, only, expires, ...options }: CreateKeyOptions,
): Promise<ExitCode> {
  const { path, pepper } = placeOf(terminal, options);
  const now = Date.now();
  const ends = expires === undefined ? null : "at" in expires ? expires.at : now + expires.inMs;
  if (ends !== null && ends <= now)
    throw new CoreError("invalid_input", "The key would have expired already (--expires).");
  const issued = await changeKeys(path, (keys) => {
    const made = issueKey({ name, role, tags: only ?? null, expires: ends }, { now, pepper });
    return { keys: [...keys, made.record], result: made };
  });
  await auditKey(terminal, options, { action: "keys.create", id: issued.record.id });
  tellIssued(terminal, issued, { path, json: options.json });
  return EXIT.fine;
}

/** Lists the keys of a file. */
export async function listKeys(terminal: Terminal, options: KeyOptions): Promise<ExitCode> {
  const { path } = placeOf(terminal, options);
  const uses = readUses(path);
  const keys = (readKeys(path) ?? []).map((key) => shown(key, uses));
  if (options.json) terminal.out(JSON.stringify({ file: path, keys }));
  else {
    for (const key of keys) terminal.out(lineOf(key));
    terminal.err(`${keys.length} keys in ${path}.`);
  }
  return EXIT.fine;
}

/** Gives a key a new secret; the old one is taken until the overlap ends. */
export async function replaceKey(
  terminal: Terminal,
  named: string,
  { overlap, ...options }: KeyOptions & { readonly overlap: number },
): Promise<ExitCode> {
  const { path, pepper } = placeOf(terminal, options);
  const issued = await changeKeys(path, (keys) => {
    const chosen = chooseKey(keys, named);
    const made = rotateKey(chosen, { now: Date.now(), pepper, overlapMs: overlap });
    return { keys: keys.map((key) => (key === chosen ? made.record : key)), result: made };
  });
  await auditKey(terminal, options, { action: "keys.rotate", id: issued.record.id });
  tellIssued(terminal, issued, { path, json: options.json });
  return EXIT.fine;
}

/** Takes a key back. */
export async function withdrawKey(
  terminal: Terminal,
  named: string,
  options: KeyOptions,
): Promise<ExitCode> {
  const { path } = placeOf(terminal, options);
  const revoked = await changeKeys(path, (keys) => {
    const chosen = chooseKey(keys, named);
    const result = revokeKey(chosen, { now: Date.now() });
    return { keys: keys.map((key) => (key === chosen ? result : key)), result };
  });
  await auditKey(terminal, options, { action: "keys.revoke", id: revoked.id });
  const key = shown(revoked, readUses(path));
  terminal.out(options.json ? JSON.stringify(key) : lineOf(key));
  return EXIT.fine;
}

/** File of API keys: as it is named, as the settings say, or beside the store. */
export function apiKeysFile(terminal: Terminal, options: KeyOptions): string {
  return placeOf(terminal, options).path;
}

function placeOf(terminal: Terminal, { store, keys }: KeyOptions) {
  const { access } = readSettings({ access: accessSettings }, process.env);
  const named = keys ?? access.keysFile;
  const path =
    named === undefined ? keysFile(terminal, { store }) : resolve(terminal.folder, named);
  return { path, pepper: access.keyPepper };
}

function tellIssued(
  terminal: Terminal,
  { key, record }: IssuedKey,
  { path, json }: { path: string; json: boolean | undefined },
): void {
  if (json) {
    terminal.out(JSON.stringify({ key, ...shown(record, {}) }));
    return;
  }
  terminal.out(key);
  terminal.err(`Key ${record.id} (${record.name}, ${record.role}) is in ${path}, as a hash.`);
  terminal.err("Keep it now: it is not shown again.");
  if (record.previous !== null)
    terminal.err(`The secret before it is taken until ${record.previous.until}.`);
}

/** A key as it may be shown: without hashes. */
function shown({ hash: _hash, previous, ...key }: KeyRecord, uses: KeyUses) {
  return {
    ...key,
    state: keyState({ hash: _hash, previous, ...key }, Date.now()),
    overlap_until: previous?.until ?? null,
    last_used: uses[key.id] ?? null,
  };
}

function lineOf(key: ReturnType<typeof shown>): string {
  const only = key.tags === null ? "" : ` only ${key.tags.join(", ")}`;
  const expires = key.expires === null ? "" : `, expires ${key.expires}`;
  const used = key.last_used === null ? "never used" : `last used ${key.last_used}`;
  return `${key.id}  ${key.state}  ${key.role}${only}  ${key.name}  (created ${key.created}${expires}, ${used})`;
}
