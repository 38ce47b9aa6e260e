import { existsSync } from "node:fs";
import { readdir, readFile, rm, utimes } from "node:fs/promises";
import { CoreError, reasonOf } from "@cdp-whatif/core/error";
import type * as z from "zod";
import { jsonOrNull } from "../json-or-null.js";
import { writeDurably } from "../notify/write-durably.js";
import { copyFile, Order, orderFile, ordersOf, type Reply, replyFile } from "./order.js";

type Result = Record<string, z.core.util.JSONType>;
type OnProgress = (progress: { readonly done: number; readonly total: number }) => void;

/** What a server can be ordered to do. */
export interface OrderWork {
  /** Copies the store to a file. */
  readonly copy: (file: string) => Promise<Result>;
  readonly renewDataKey: (onProgress: OnProgress) => Promise<Result>;
}

/** A server that takes orders. */
export interface Orders {
  /** Does work of its own between orders. */
  own(work: () => Promise<void>): Promise<void>;
  /** Takes no more, and waits for the one under way. */
  close(): Promise<void>;
}

const EVERY_MS = 500;

/**
 * Takes the orders that commands leave in the folder of the store, one after the other. What lies there at the start is of commands
 * that a server before this one left waiting, and is removed.
 */
export async function answerOrders(
  folder: string,
  work: OrderWork,
  onFailure: (error: unknown) => void,
): Promise<Orders> {
  await rm(ordersOf(folder), { recursive: true, force: true });
  let last: Promise<void> = Promise.resolve();
  let closed = false;
  const inTurn = (one: () => Promise<void>) => {
    const turn = last.then(() => (closed ? undefined : one()));
    last = turn.catch(onFailure);
    return turn;
  };
  let serving: string | null = null;
  const take = async () => {
    for (const id of await waiting(folder)) {
      serving = id;
      await serve(folder, id, work).finally(() => {
        serving = null;
      });
    }
  };
  const timer = setInterval(() => {
    // Who waits sees that somebody is at it still; what goes wrong shows there.
    if (serving !== null) void stillAtIt(folder, serving);
    else if (existsSync(ordersOf(folder))) inTurn(take).catch(() => undefined);
  }, EVERY_MS).unref();
  return {
    own: inTurn,
    async close() {
      closed = true;
      clearInterval(timer);
      await last;
    },
  };
}

const NAME = /^([0-9a-f-]{36})\.order\.json$/;

async function stillAtIt(folder: string, id: string): Promise<void> {
  const now = new Date();
  await utimes(replyFile(folder, id), now, now).catch(() => undefined);
}

/** Ids of orders that have no reply yet. */
async function waiting(folder: string): Promise<string[]> {
  const ids = (await readdir(ordersOf(folder))).flatMap((name) => NAME.exec(name)?.[1] ?? []);
  return ids.filter((id) => !existsSync(replyFile(folder, id)));
}

async function serve(folder: string, id: string, work: OrderWork): Promise<void> {
  const reply = (state: Reply) => writeDurably(replyFile(folder, id), JSON.stringify(state));
  await reply({ state: "running", done: 0, total: 0 });
  let telling: Promise<unknown> = Promise.resolve();
  let told = 0;
  const onProgress: OnProgress = (progress) => {
    if (performance.now() - told < EVERY_MS) return;
    told = performance.now();
    telling = telling.then(() => reply({ state: "running", ...progress })).catch(() => undefined);
  };
  try {
    const { kind } = Order.parse(jsonOrNull(await readFile(orderFile(folder, id), "utf8")));
    const result =
      kind === "copy" ? await work.copy(copyFile(folder, id)) : await work.renewDataKey(onProgress);
    await telling;
    await reply({ state: "done", result });
  } catch (error) {
    await telling;
    const code = error instanceof CoreError ? error.code : "internal";
    await reply({ state: "failed", code, message: reasonOf(error) });
    throw error;
  }
}
