import { CoreError } from "../error.js";
import type { DeadLetter } from "../schema/dead-letter.js";
import { previousIdOf } from "../schema/profile.js";
import type { CustomerEventRecord } from "../schema/record.js";
import { mentionOf } from "../store/mention.js";
import type { RecordStore } from "../store/record-store.js";
import { ERASED, type Suppression } from "../store/suppression.js";
import type { ErasedList } from "./erased-file.js";
import type { Session } from "./session.js";
import { refuseEvents } from "./write-customers.js";

/** What forgetting removed, and how many hashes the store had not known. */
export interface ForgetReport {
  readonly listed: number;
  readonly events: number;
  readonly deadLetters: number;
}

const AT_ONCE = 5000;

/**
 * Forgets again whom a later list names: removes their events, tombstones and dead letters, and refuses them from now on, as if they
 * had been erased here. What is derived from them is noted, and made anew by the next derivation.
 *
 * @throws CoreError `invalid_input` when the list is of another store
 */
export async function forgetErased(
  session: Session,
  store: Pick<RecordStore, "records" | "deadLetters" | "removeDeadLetters">,
  { mark, entries }: ErasedList,
): Promise<ForgetReport> {
  const own = await session.suppression();
  if (own.mark !== mark) {
    throw new CoreError(
      "invalid_input",
      "the list of who was erased is of another store: its hashes say nothing here",
    );
  }
  const known = new Set(own.list().map(({ hash, until }) => `${hash} ${until}`));
  const fresh = entries.filter(({ hash, until }) => !known.has(`${hash} ${until}`));
  if (fresh.length === 0) return { listed: 0, events: 0, deadLetters: 0 };
  const list = own.of(fresh);
  const ids = new Set<string>();
  const keys: string[] = [];
  for await (const events of eventPages(store)) {
    const kept = new Set(list.sift(events).records);
    for (const event of events) {
      if (kept.has(event)) continue;
      keys.push(event.key);
      for (const id of [event.userId, event.anonymousId, previousIdOf(event)]) {
        if (id !== null && list.names(id)) ids.add(id);
      }
    }
  }
  const deadLetters = await removeLetters(store, { list, ids: [...ids] });
  const events = await session.write(async (connection, ground) => ({
    result: await refuseEvents(connection, { keys, ids: [...ids], entries: fresh }, ground),
    span: ground.span,
  }));
  return { listed: fresh.length, events, deadLetters };
}

async function* eventPages(
  store: Pick<RecordStore, "records">,
): AsyncGenerator<CustomerEventRecord[]> {
  let after: { readonly at: number; readonly key: string } | undefined;
  do {
    const query = { kind: "customer-event", limit: AT_ONCE, after } as const;
    const events: CustomerEventRecord[] = await store.records(query);
    yield events;
    after = events.length < AT_ONCE ? undefined : events.at(-1);
  } while (after !== undefined);
}

/** Removes letters that name one of the ids, or hold a text that the list names, as a value of JSON. */
async function removeLetters(
  store: Pick<RecordStore, "deadLetters" | "removeDeadLetters">,
  { list, ids }: { list: Suppression; ids: readonly string[] },
): Promise<number> {
  const mentions = mentionOf(ids);
  let removed = 0;
  let afterId: string | undefined;
  do {
    const letters: DeadLetter[] = await store.deadLetters({ limit: AT_ONCE, afterId });
    const gone = letters.filter(({ rule, raw, found, expected, encoding }) => {
      if (rule === ERASED) return false;
      const line = encoding === "base64" ? Buffer.from(raw, "base64").toString() : raw;
      const texts = [line, found, expected];
      return texts.some(mentions) || textsOf(line).some((text) => list.names(text));
    });
    if (gone.length > 0) await store.removeDeadLetters(gone.map(({ id }) => id));
    removed += gone.length;
    afterId = letters.length < AT_ONCE ? undefined : letters.at(-1)?.id;
  } while (afterId !== undefined);
  return removed;
}

/** All texts of a line of JSON; none of what is none. */
function textsOf(line: string): string[] {
  const texts: string[] = [];
  try {
    JSON.parse(line, (_, value: unknown) => {
      if (typeof value === "string") texts.push(value);
      return null;
    });
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return texts;
}
