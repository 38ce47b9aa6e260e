import { join } from "node:path";
import * as z from "zod";

/** What a command asks of the server that has the store. */
export const Order = z.strictObject({ kind: z.enum(["copy", "renew-data-key"]) });
export type Order = z.infer<typeof Order>;

/** How far the server is with it. */
export const Reply = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("running"), done: z.int(), total: z.int() }),
  z.strictObject({ state: z.literal("done"), result: z.record(z.string(), z.json()) }),
  z.strictObject({ state: z.literal("failed"), code: z.string(), message: z.string() }),
]);
export type Reply = z.infer<typeof Reply>;

/** Folder beside a store in which orders and replies lie: whoever may write there may take the store itself. */
export function ordersOf(folder: string): string {
  return join(folder, "orders");
}

export const orderFile = (folder: string, id: string) => join(ordersOf(folder), `${id}.order.json`);
export const replyFile = (folder: string, id: string) => join(ordersOf(folder), `${id}.reply.json`);

/** Where the server puts the copy of the store that an order asked for. */
export const copyFile = (folder: string, id: string) => join(ordersOf(folder), `${id}.duckdb`);
