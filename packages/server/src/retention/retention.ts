import type { RecordStore } from "@cdp-whatif/core";
import { folderSize } from "./folder-size.js";

/** What may be kept, and for how long. */
export interface RetentionPolicy {
  /** Most that the folder may hold. */
  readonly budgetBytes: number;
  /** Percent of the budget from which old customer events go. */
  readonly warnPercent: number;
  /** Single customer events of earlier days go in any case; undefined: as long as there is room. */
  readonly customerEventDays?: number | undefined;
  readonly deadLetterDays: number;
  readonly deadLetterCount: number;
}

/** What retention works with. */
export interface RetentionParts {
  readonly policy: RetentionPolicy;
  readonly store: RecordStore;
  /** Folder that the budget is for. */
  readonly folder: string;
  /** Removes single events of days before this one; what was derived of them stays. */
  readonly expire: (beforeDay: number) => Promise<number>;
  readonly now: () => number;
}

/** How full the folder is, and what went. */
export interface RetentionState {
  readonly level: "fine" | "warn" | "full";
  /** Above the budget, and nothing more may go: nothing more is taken. */
  readonly isClosed: boolean;
  readonly budgetBytes: number;
  /** What the folder takes on the disk. */
  readonly takenBytes: number;
  /** Of it, without room in the store's file that is free for what comes. */
  readonly usedBytes: number;
  /** Since the server was started. */
  readonly removed: { readonly customerEvents: number; readonly deadLetters: number };
  /** First day, since 1970-01-01, of which single customer events are kept; null: all. */
  readonly eventsFromDay: number | null;
  /** When it was looked last, ms; null: not yet. */
  readonly at: number | null;
}

const DAY_MS = 86_400_000;
/** Events of so many days stay however full the folder is: profiles and what is derived need them. */
const LEAST_DAYS = 7;
/** Letters older than that go when room is short. */
const LEAST_LETTER_DAYS = 7;
/**
 * A file that is changed is written anew in part before what was there is free, so that it may take twice what it holds for
 * a while. Data that fill no more than this share of the budget stay: removing them would make no file smaller.
 */
const SAFE_SHARE = 0.5;
/** The history is cut at most so often in one round. */
const MOST_CUTS = 12;

/** Keeps a folder within its budget: old dead letters go first, then single customer events, the oldest days first. */
export function createRetention({ policy, store, folder, expire, now }: RetentionParts) {
  const { budgetBytes, warnPercent, customerEventDays, deadLetterDays, deadLetterCount } = policy;
  const warnBytes = (budgetBytes * warnPercent) / 100;
  const removed = { customerEvents: 0, deadLetters: 0 };
  let state: RetentionState = {
    ...{
      level: "fine",
      isClosed: false,
      budgetBytes,
      takenBytes: 0,
      usedBytes: 0,
      removed: { ...removed },
    },
    ...{ eventsFromDay: null, at: null },
  };

  const measure = async () => {
    const { freeBytes = 0 } = (await store.space?.()) ?? {};
    const takenBytes = await folderSize(folder);
    return { takenBytes, usedBytes: Math.max(0, takenBytes - freeBytes) };
  };
  const isShort = ({ takenBytes, usedBytes }: Awaited<ReturnType<typeof measure>>) =>
    takenBytes > warnBytes && usedBytes > budgetBytes * SAFE_SHARE;
  const trim = async (days: number) => {
    removed.deadLetters += await store.trimDeadLetters({
      before: now() - days * DAY_MS,
      most: deadLetterCount,
    });
  };
  const cut = async (beforeDay: number) => {
    removed.customerEvents += await expire(beforeDay);
  };
  /** Day of the oldest event that can still go. */
  const oldestDay = async (): Promise<number | null> => {
    const { eventsFromDay } = await store.content();
    const query = { kind: "customer-event", order: "asc", limit: 1 } as const;
    const [first] = await store.records(query);
    if (first === undefined) return null;
    return Math.max(Math.floor(first.at / DAY_MS), eventsFromDay ?? Number.NEGATIVE_INFINITY);
  };

  async function makeRoom(today: number) {
    await trim(LEAST_LETTER_DAYS);
    await store.compact?.();
    let found = await measure();
    for (let cuts = 0; isShort(found) && cuts < MOST_CUTS; cuts++) {
      const [from, last] = [await oldestDay(), today - LEAST_DAYS];
      if (from === null || from >= last) break;
      // Each cut takes that share of the days which is too much, were all of it events: never more than needed.
      const share = 1 - (budgetBytes * SAFE_SHARE) / found.usedBytes;
      await cut(Math.min(last, from + Math.max(1, Math.ceil((today - from) * share))));
      await store.compact?.();
      found = await measure();
    }
    return found;
  }

  return {
    /** How full it was when it was looked last. */
    state: () => state,
    /** Looks how full the folder is, and removes what has to go. @throws CoreError what the store throws */
    async round(): Promise<RetentionState> {
      const today = Math.floor(now() / DAY_MS);
      await trim(deadLetterDays);
      if (customerEventDays !== undefined) await cut(today - customerEventDays);
      let found = await measure();
      if (isShort(found)) found = await makeRoom(today);
      const { eventsFromDay = null } = await store.content();
      const isFull = found.takenBytes > budgetBytes;
      state = {
        level: isFull ? "full" : isShort(found) ? "warn" : "fine",
        isClosed: isFull && isShort(found),
        ...{ budgetBytes, ...found, removed: { ...removed }, eventsFromDay, at: now() },
      };
      return state;
    },
  };
}

/** Retention of one folder. */
export type Retention = ReturnType<typeof createRetention>;
