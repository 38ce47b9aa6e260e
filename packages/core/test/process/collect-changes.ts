import { setTimeout as sleep } from "node:timers/promises";
import type { Change } from "../../src/schema/index.js";
import type { LiveSource } from "../../src/source/index.js";

/** Reads changes from a cursor on until there are so many. */
export async function collectChanges(
  source: LiveSource,
  cursor: string | null,
  count: number,
  begin?: () => Promise<void>,
) {
  const stopping = new AbortController();
  const changes: Change[] = [];
  let begun = false;
  for await (const batch of source.open({ cursor, signal: stopping.signal, onOpen: () => {} })) {
    changes.push(...batch.messages.map((message): Change => JSON.parse(String(message))));
    if (!begun) await begin?.();
    begun = true;
    if (changes.length >= count) break;
  }
  return changes;
}

/** Asks again until it holds, for half a minute at most. */
export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 1500; attempt += 1) {
    if (await holds()) return;
    await sleep(20);
  }
  throw new Error("what was waited for did not come");
}
