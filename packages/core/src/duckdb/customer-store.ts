import type { CustomerStore } from "../store/customer-store.js";
import { deriveChangedDays } from "./derive-days.js";
import { widened } from "./find-held.js";
import { closeDays, dropDays } from "./horizon.js";
import { readClaims, readEvents, readKnown, readPairs, readTouched } from "./read-customers.js";
import type { Session } from "./session.js";
import { eraseEvents, settleDays } from "./write-customers.js";

/** Customers of an open store file. */
export function duckdbCustomers(session: Session, write: Session["write"]): CustomerStore {
  return {
    touched: (limit) => session.read((connection, names) => readTouched(connection, limit, names)),
    known: (ids) => session.read((connection, names) => readKnown(connection, ids, names)),
    pairs: (ids) => session.read((connection, names) => readPairs(connection, ids, names)),
    claims: (ids) => session.read((connection, names) => readClaims(connection, ids, names)),
    events: (query) => session.read((connection, names) => readEvents(connection, query, names)),
    settle: (change) =>
      write(async (connection, { names, span }) => ({
        result: await settleDays(connection, change, names),
        span,
      })),
    deriveDays: (options) =>
      write(async (connection, { names, span }) => {
        const { report, added } = await deriveChangedDays(connection, options, names);
        return { result: report, span: widened(span, added) };
      }),
    close: (day) =>
      write(async (connection, { suppression, span }) => ({
        result: await closeDays(connection, day, suppression),
        span,
      })),
    drop: (day) =>
      write(async (connection, { names, span }) => ({
        result: await dropDays(connection, day, names),
        span,
      })),
    async erase(erasure) {
      const removed = await write(async (connection, ground) => ({
        result: await eraseEvents(connection, erasure, ground),
        span: ground.span,
      }));
      await session.noteErased([...erasure.ids, ...erasure.keys], erasure.until);
      return removed;
    },
  };
}
