import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { BatchIngested, RecordStore, Retry, Timing } from "@cdp-whatif/core";
import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import { type FileSeal, plainFiles, resealFolder } from "../protection/file-seal.js";
import { Courier } from "./courier.js";
import type { Target } from "./definition.js";
import { Mailbox } from "./mailbox.js";
import { type ToldBatch, toldBatch } from "./told-batch.js";
import { writeDurably } from "./write-durably.js";

/** The number of the last message, and what the store held when all batches up to it were told. */
const Mark = z.object({ number: z.int(), records: z.int(), deadLetters: z.int() });
type Mark = z.infer<typeof Mark>;

const MARK = "mark.json";

/** How a target is served. */
export interface TargetState {
  readonly name: string;
  readonly waiting: number;
  readonly dead: number;
  /** Tries that failed since the last that was taken. */
  readonly failures: number;
  readonly lastError: string | null;
}

/** Webhooks out: what is told is on disk before it is sent, and stays there until it is taken. */
export interface Outbox {
  /** Reads what is there, tells of what the store took while nobody listened, and begins to deliver. */
  start(): Promise<void>;
  /** Resolves when the message is durable. */
  tell(event: BatchIngested): Promise<void>;
  states(): Promise<TargetState[]>;
  /** Tries again what was set aside. @returns how many @throws CoreError `not_found` */
  resend(target: string): Promise<number>;
  /** Seals what another key than the current one seals again. */
  reseal(): Promise<void>;
  /** Stops; what waits is delivered after the next start. */
  close(): Promise<void>;
}

/** What an outbox is made of. */
export interface OutboxOptions {
  readonly targets: readonly Target[];
  /** Folder of its own. */
  readonly folder: string;
  readonly store: Pick<RecordStore, "content">;
  readonly timing: Timing;
  /** How its files are sealed; not at all when omitted. */
  readonly seal?: FileSeal;
  readonly retry?: Retry;
  readonly onFailure?: (target: Target, reason: string) => void;
}

/** An outbox in a folder of files. */
export function createOutbox(options: OutboxOptions): Outbox {
  const { targets, folder, store, timing, retry, onFailure, seal = plainFiles } = options;
  const stopping = new AbortController();
  const { signal } = stopping;
  const routes = targets.map((target) => {
    const mailbox = new Mailbox(join(folder, target.name), seal);
    return {
      target,
      mailbox,
      courier: new Courier(target, { mailbox, timing, retry, signal, onFailure }),
    };
  });
  const markFile = join(folder, MARK);
  let mark: Mark = { number: 0, records: 0, deadLetters: 0 };
  let number = 0;
  let running: Promise<unknown> = Promise.resolve();
  let last: Promise<unknown> = Promise.resolve();

  const put = async (type: string, data: ToldBatch, then: Omit<Mark, "number">) => {
    number += 1;
    const timestamp = new Date(timing.now()).toISOString();
    const body = JSON.stringify({ type, timestamp, data: { sequence: number, ...data } });
    for (const { mailbox, courier } of routes) {
      await mailbox.put(number, { id: `batch_${randomUUID()}`, body });
      courier.wake();
    }
    mark = { number, ...then };
    await writeMark();
  };
  const writeMark = () => writeDurably(markFile, seal.seal(JSON.stringify(mark), MARK));
  const inTurn = (work: () => Promise<void>) => {
    const done = last.then(work, work);
    last = done.catch(() => undefined);
    return done;
  };

  const lastNumber = async ({ mailbox }: { mailbox: Mailbox }) => {
    const names = [...(await mailbox.pending()).slice(-1), ...(await mailbox.dead()).slice(-1)];
    return Math.max(0, ...names.map((name) => Number.parseInt(name, 10)));
  };
  const begin = async () => {
    await mkdir(folder, { recursive: true });
    for (const { mailbox } of routes) await mailbox.open();
    const found = await readMark(markFile, seal);
    const { records: byKind, deadLetters } = await store.content();
    const records = Object.values(byKind).reduce((sum, count) => sum + count, 0);
    const held = { records, deadLetters };
    if (found === null) {
      mark = { number: 0, ...held };
      await writeMark();
      return;
    }
    mark = found;
    // One more than was noted may have been sent.
    number = Math.max(mark.number + 1, ...(await Promise.all(routes.map(lastNumber))));
    if (found.records === records && found.deadLetters === deadLetters) return;
    await put("store_changed", difference(found, held), held);
  };

  return {
    async start() {
      await inTurn(begin);
      running = Promise.all(routes.map(({ courier }) => courier.run()));
      running.catch(() => undefined);
    },
    tell(event) {
      const { stored, deadLettered, displaced } = event.counts;
      return inTurn(() =>
        put("batch_ingested", toldBatch(event), {
          records: mark.records + stored - displaced,
          deadLetters: mark.deadLetters + deadLettered + displaced,
        }),
      );
    },
    states: () =>
      Promise.all(
        routes.map(async ({ target: { name }, mailbox, courier }) => ({
          name,
          waiting: (await mailbox.pending()).length,
          dead: (await mailbox.dead()).length,
          ...courier.state(),
        })),
      ),
    async resend(name) {
      const route = routes.find(({ target }) => target.name === name);
      if (route === undefined) throw new CoreError("not_found", "no target has this name");
      const count = await route.mailbox.resend();
      route.courier.wake();
      return count;
    },
    reseal: () =>
      inTurn(async () => {
        if (!existsSync(folder)) return;
        for (const { mailbox } of routes) await mailbox.reseal();
        if (existsSync(markFile)) await writeMark();
        // What is left waits for targets that are not served any more.
        await resealFolder(folder, seal);
      }),
    async close() {
      stopping.abort();
      await running;
      await last;
    },
  };
}

/** What a store holds more than it did, of an unknown source. */
function difference(before: Omit<Mark, "number">, now: Omit<Mark, "number">): ToldBatch {
  const stored = Math.max(0, now.records - before.records);
  const letters = Math.max(0, now.deadLetters - before.deadLetters);
  return {
    source: "",
    read: stored + letters,
    stored,
    duplicates: 0,
    dead_lettered: letters,
    displaced: 0,
  };
}

async function readMark(file: string, seal: FileSeal): Promise<Mark | null> {
  try {
    return Mark.parse(JSON.parse(seal.open(await readFile(file), MARK)));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}
