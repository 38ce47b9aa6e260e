import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "../math/digest.js";
import { deriveBehaviour, eraseCustomer, expireEvents, readCustomer } from "../pipeline/index.js";
import { DERIVED_SOURCE } from "../schema/profile.js";
import type { CustomerEventRecord } from "../schema/record.js";
import { dayOfDate } from "../schema/time-text.js";
import { memoryStore } from "../store/memory-store.js";
import type { RecordStore } from "../store/record-store.js";
import { arbitraryCustomerEvent } from "./arbitrary-customer-event.js";
import { arbitraryBehaviour } from "./arbitrary-record.js";
import { everything } from "./contract-support.js";

const events = fc.array(arbitraryCustomerEvent, { maxLength: 60 });
const IDS = ["u1", "u2", "u3", "\uff21", "😀", "d1", "d2"];
const AS_OF = Date.UTC(2026, 3, 1);

/** Everything that is known of customers, derived behaviour included, as one text. */
async function customers(store: RecordStore): Promise<string> {
  const profiles = [];
  for (const id of IDS) {
    profiles.push(
      await readCustomer({ store, id, asOf: AS_OF }).catch((error: { code: string }) => error.code),
    );
  }
  return canonicalJson({ profiles, behaviour: await store.behaviour({}) });
}

const commit = (store: RecordStore, records: readonly CustomerEventRecord[]) =>
  store.commit({ records, deadLetters: [] });

/** Laws of stores that keep customers: what is derived is a function of the set of events. */
export function customerContract(
  fresh: () => Promise<RecordStore>,
  { runs }: { readonly runs: number },
): void {
  it("derives the same from events in any order and batching, sent twice or once", async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.array(fc.tuple(fc.double({ noNaN: true }), fc.boolean()), {
          minLength: 60,
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 8 }),
        async (rows, places, size) => {
          const [one, other] = [memoryStore(), await fresh()];
          if (other.customers === undefined) return;
          const ordered = [...rows].sort((a, b) => a.at - b.at || (a.key < b.key ? -1 : 1));
          await commit(one, ordered);
          await deriveBehaviour({ store: one });
          const twice = rows.flatMap((row, i) => {
            const [place, again] = places[i] ?? [0, false];
            const once = { row, place };
            return again ? [once, { row, place: -place }] : [once];
          });
          const shuffled = twice.sort((a, b) => a.place - b.place).map(({ row }) => row);
          for (let from = 0; from < shuffled.length; from += size) {
            await commit(other, shuffled.slice(from, from + size));
            await deriveBehaviour({ store: other });
          }
          await deriveBehaviour({ store: other });
          expect(await customers(other)).toBe(await customers(one));
          expect(await deriveBehaviour({ store: other })).toMatchObject({ days: 0, stored: 0 });
          expect(await everything(other)).toBe(await everything(one));
          await other.close();
        },
      ),
      { numRuns: runs },
    );
  });

  it("is after an erasure as if the customer's events had never been, and stays so", async () => {
    await fc.assert(
      fc.asyncProperty(events, fc.constantFrom(...IDS), async (rows, id) => {
        const [one, other] = [memoryStore(), await fresh()];
        if (other.customers === undefined) return;
        await commit(other, rows);
        await deriveBehaviour({ store: other });
        const held = await other.records({ kind: "customer-event" });
        const erased = await eraseCustomer({ store: other, id }).catch(() => null);
        if (erased === null) return;
        const left = await other.records({ kind: "customer-event" });
        expect(held.length - left.length).toBe(erased.events);
        await commit(one, left);
        await deriveBehaviour({ store: one });
        const without = await customers(one);
        expect(await customers(other)).toBe(without);
        const gone = readCustomer({ store: other, id, asOf: AS_OF });
        // A device that others use, or an alias of others, remains theirs.
        const isTheirs = left.some(
          (event) => event.anonymousId === id || event.properties.previousId === id,
        );
        if (!isTheirs) {
          await expect(gone).rejects.toMatchObject({ code: "not_found" });
        } else await gone.catch(() => null);
        const again = await commit(other, held);
        expect(again.byRule.erased ?? 0).toBe(erased.events);
        await deriveBehaviour({ store: other });
        expect(await customers(other)).toBe(without);
        const texts = JSON.stringify(await other.deadLetters({ rule: "erased" }));
        for (const event of held) if (!left.includes(event)) expect(texts).not.toContain(event.raw);
        await other.close();
      }),
      { numRuns: runs },
    );
  });

  it("keeps what was derived of events that went, whatever comes later", async () => {
    await fc.assert(
      fc.asyncProperty(events, events, fc.nat({ max: 40 }), async (rows, later, place) => {
        const [one, other] = [memoryStore(), await fresh()];
        if (other.customers === undefined) return;
        const days = rows.map(({ date }) => dayOfDate(date)).sort((a, b) => a - b);
        const beforeDay = days[Math.min(place, days.length - 1)] ?? 0;
        const isOld = ({ date }: { date: string }) => dayOfDate(date) < beforeDay;
        const oldBehaviour = async () =>
          canonicalJson(
            (await other.behaviour({})).filter(isOld).map(({ key, shares }) => [key, shares]),
          );
        const gone: number[] = [];
        let before = "";
        for (const store of [one, other]) {
          await commit(store, rows);
          await deriveBehaviour({ store });
          before = await oldBehaviour();
          gone.push(await expireEvents({ store, beforeDay }));
        }
        expect(gone[0]).toBe(gone[1]);
        expect(await other.content()).toMatchObject({ eventsFromDay: beforeDay });
        const left = await other.records({ kind: "customer-event" });
        expect(rows.length - left.length).toBeGreaterThanOrEqual(gone[1] ?? 0);
        for (const store of [one, other]) {
          const again = await commit(store, [...rows, ...later]);
          expect(again.byRule.expired ?? 0).toBe(
            new Set([...rows, ...later].filter(isOld).map(({ key }) => key)).size,
          );
          await deriveBehaviour({ store });
        }
        expect(await oldBehaviour()).toBe(before);
        expect(await customers(other)).toBe(await customers(one));
        await other.close();
      }),
      { numRuns: Math.ceil(runs / 4) },
    );
  });

  it("lets what was observed of a cell on a day stand alone, whichever came first", async () => {
    await fc.assert(
      fc.asyncProperty(
        events,
        fc.array(arbitraryBehaviour, { maxLength: 20 }),
        async (rows, seen) => {
          const [before, after] = [await fresh(), await fresh()];
          if (before.customers === undefined) return;
          await before.commit({ records: seen, deadLetters: [] });
          await commit(before, rows);
          await deriveBehaviour({ store: before });
          await commit(after, rows);
          await deriveBehaviour({ store: after });
          const report = await after.commit({ records: seen, deadLetters: [] });
          expect(report.stored + report.duplicates + report.deadLettered).toBe(seen.length);
          await deriveBehaviour({ store: after });
          expect(await customers(after)).toBe(await customers(before));
          expect(await everything(after)).toBe(await everything(before));
          const cellDay = (row: { persona: string; region: string; date: string }) =>
            JSON.stringify([row.persona, row.region, row.date]);
          const observed = new Set(seen.map(cellDay));
          for (const row of await after.behaviour({})) {
            if (row.position.source === DERIVED_SOURCE)
              expect(observed).not.toContain(cellDay(row));
          }
          await before.close();
          await after.close();
        },
      ),
      { numRuns: runs },
    );
  });
}
