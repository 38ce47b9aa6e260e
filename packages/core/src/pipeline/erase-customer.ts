import type { DeadLetter } from "../schema/dead-letter.js";
import { mentionOf } from "../store/mention.js";
import type { RecordStore } from "../store/record-store.js";
import { ERASED } from "../store/suppression.js";
import { customersOf, locate } from "./customer.js";
import { type DeriveOptions, type DeriveReport, deriveBehaviour } from "./derive-behaviour.js";
import { eventsOf } from "./fold-customers.js";

/** Whose data go, and for how long more of them are refused. */
export interface EraseOptions extends DeriveOptions {
  /** Any id of the customer. */
  readonly id: string;
  /** Events after this instant are taken again; null (the default): none ever. */
  readonly until?: number | null | undefined;
}

/** What an erasure removed. */
export interface EraseReport {
  readonly events: number;
  readonly deadLetters: number;
  /** Ids that are refused from now on, by their hashes only. */
  readonly suppressedIds: number;
  /** What became of the behaviour that the customer was part of. */
  readonly derived: DeriveReport;
}

const LETTERS_AT_ONCE = 1000;

/**
 * Removes a customer: all events of all ids, with the lines as they were read, dead letters that hold one of the ids, and
 * what they added to behaviour; then refuses the same events and ids.
 *
 * Everything that is derived is afterwards as if the events had never been there. May be called again after a failure.
 *
 * @throws CoreError `not_found`, and what the store throws
 */
export async function eraseCustomer(options: EraseOptions): Promise<EraseReport> {
  const { store, id, until = null } = options;
  const customers = customersOf(store);
  const { customer, identities } = await locate(customers, id);
  const keys: string[] = [];
  for await (const { event } of eventsOf(customers, [customer], identities)) keys.push(event.key);
  const devices = identities.devices(customer).filter((device) => !identities.isShared(device));
  const ids = [...new Set([...identities.userIds(customer), ...devices])];
  const deadLetters = await removeLetters(store, ids);
  const events = await customers.erase({ keys, ids, until });
  const derived = await deriveBehaviour(options);
  return { events, deadLetters, suppressedIds: ids.length, derived };
}

/** Removes dead letters whose text holds one of the ids. */
async function removeLetters(store: RecordStore, ids: readonly string[]): Promise<number> {
  const mentions = mentionOf(ids);
  let removed = 0;
  let afterId: string | undefined;
  do {
    const letters: DeadLetter[] = await store.deadLetters({ limit: LETTERS_AT_ONCE, afterId });
    const gone = letters.filter((letter) => letter.rule !== ERASED && names(letter, mentions));
    if (gone.length > 0) await store.removeDeadLetters(gone.map(({ id }) => id));
    removed += gone.length;
    afterId = letters.length < LETTERS_AT_ONCE ? undefined : letters.at(-1)?.id;
  } while (afterId !== undefined);
  return removed;
}

function names(
  { raw, found, expected, encoding }: DeadLetter,
  mentions: (text: string) => boolean,
): boolean {
  const line = encoding === "base64" ? textOfBase64(raw) : raw;
  return [line, found, expected].some(mentions);
}

function textOfBase64(base64: string): string {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}
