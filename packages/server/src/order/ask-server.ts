import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { CoreError } from "@cdp-whatif/core/error";
import { jsonOrNull } from "../json-or-null.js";
import { writeDurably } from "../notify/write-durably.js";
import { copyFile, type Order, orderFile, ordersOf, Reply, replyFile } from "./order.js";

/** What a server did for an order, and the copy that it made, if it was to. */
export interface Served {
  readonly result: Readonly<Record<string, unknown>>;
  readonly copy: string;
  /** Takes away what lies there of it. */
  done(): Promise<void>;
}

/** How a server is asked. */
export interface AskOptions {
  /** Folder of the store. */
  readonly folder: string;
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly total: number }) => void)
    | undefined;
  /** A server that does not begin within so long does not take orders, ms. */
  readonly patienceMs?: number;
}

const EVERY_MS = 100;
/** A server touches its reply twice a second. */
const STALE_MS = 30_000;

/**
 * Asks the server that has the store, by a file in a folder beside it, and waits until it is done.
 *
 * @throws CoreError `store_busy` when it does not take orders or was stopped meanwhile; what it says of a failure
 */
export async function askServer(
  order: Order,
  { folder, onProgress, patienceMs = 20_000 }: AskOptions,
): Promise<Served> {
  const id = randomUUID();
  await mkdir(ordersOf(folder), { recursive: true, mode: 0o700 });
  const copy = copyFile(folder, id);
  const remove = async () => {
    const files = [orderFile(folder, id), replyFile(folder, id), copy, `${copy}.wal`];
    for (const file of files) await rm(file, { force: true });
  };
  await writeDurably(orderFile(folder, id), JSON.stringify(order));
  try {
    for (let waited = 0; ; waited += EVERY_MS) {
      const reply = await readReply(replyFile(folder, id));
      if (reply?.state === "done") return { result: reply.result, copy, done: remove };
      if (reply?.state === "failed") throw failed(reply);
      if (reply?.state === "running") {
        onProgress?.(reply);
        if (await isStale(replyFile(folder, id))) throw busy("does not go on with the order");
      } else if (waited >= patienceMs) throw busy("does not take the order");
      if (!existsSync(orderFile(folder, id))) throw busy("was started anew meanwhile");
      await setTimeout(EVERY_MS);
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

async function isStale(file: string): Promise<boolean> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    // Removed by a server that was started anew, which shows next.
    if (error.code === "ENOENT") return null;
    throw error;
  });
  return found !== null && Date.now() - found.mtimeMs > STALE_MS;
}

async function readReply(file: string): Promise<Reply | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "null";
    throw error;
  });
  return Reply.nullable().parse(jsonOrNull(text));
}

function busy(what: string): CoreError {
  return new CoreError(
    "store_busy",
    `another process has the store and ${what}; ask again, or stop it first`,
  );
}

function failed({ code, message }: { code: string; message: string }): CoreError {
  const known = ["store_full", "store_unavailable", "sealed_data_changed", "wrong_key"] as const;
  return new CoreError(
    known.find((one) => one === code) ?? "store_busy",
    `the server that has the store could not do it: ${message}`,
  );
}
