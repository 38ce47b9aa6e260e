import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtInCatalogue } from "@cdp-whatif/core";
import { duckdbStore } from "@cdp-whatif/core/duckdb";
import { afterAll, describe, expect, it } from "vitest";
import { createService, type Service } from "../src/index.js";
import { ask, marketTwin, send } from "./market.js";

const folder = mkdtempSync(join(tmpdir(), "consent-"));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (day: number) => new Date(Date.UTC(2026, 2, day, 4)).toISOString();
const order = (user: string, day: number) => ({
  type: "track",
  messageId: `o-${user}-${day}`,
  userId: user,
  event: "Order Completed",
  timestamp: at(day),
  properties: { region: "Taipei", products: [{ brand: "7-11", quantity: 1, price: 30 }] },
});
const identify = (user: string, traits: object, day = 1, more: object = {}) => ({
  type: "identify",
  messageId: `i-${user}-${day}`,
  userId: user,
  timestamp: at(day),
  traits: { persona: "Fresh_Grad", ...traits },
  ...more,
});
const BEFORE = ["ann", "bob"].flatMap((user) => [
  identify(user, {}),
  order(user, 5),
  order(user, 6),
]);

/** Both ways in which customer events come. */
const WAYS = {
  "the tracking API": (app: Service["app"], events: readonly object[]) =>
    ask(app, "/v1/batch", {
      method: "POST",
      headers: { authorization: `Basic ${btoa("key:")}`, "content-type": "application/json" },
      body: JSON.stringify({ batch: events }),
    }),
  REST: (app: Service["app"], events: readonly object[]) =>
    send(app, events.map((event) => JSON.stringify(event)).join("\n")),
};
/** Both forms in which consent is withdrawn, on the seventh day. */
const WITHDRAWN = {
  "the trait consent": identify("ann", { consent: false }, 7),
  "Segment's preferences": identify("ann", {}, 7, {
    context: { consent: { categoryPreferences: { Analytics: false, Advertising: true } } },
  }),
};

const cases: [keyof typeof WAYS, keyof typeof WITHDRAWN][] = [
  ["the tracking API", "the trait consent"],
  ["REST", "Segment's preferences"],
];

describe.each(cases)("withdrawn by %s as %s", (way, form) => {
  it("ends all use of a customer, earlier and later, also after a restart and the same events again", async () => {
    const file = join(folder, `${way.replaceAll(" ", "-")}.duckdb`);
    const twin = await marketTwin();
    const opened = async () => {
      const store = await duckdbStore(file);
      const service = createService({ store, twin, catalogue: builtInCatalogue });
      const take = async (events: readonly object[]) => {
        expect((await WAYS[way](service.app, events)).status).toBe(200);
        await service.customers.refresh();
      };
      /** Who buys on which day, as everybody is told, and what is said of Ann. */
      const seen = async () => {
        const behaviour = await (
          await ask(service.app, "/api/v1/behavior?persona=Fresh_Grad&region=Taipei&order=asc")
        ).json();
        const customer = await (await ask(service.app, "/api/v1/customers/ann")).json();
        return {
          days: behaviour.data.map((row: Record<string, unknown>) => [
            String(row.timestamp).slice(0, 10),
            row.total_personas,
          ]),
          customer,
        };
      };
      const close = async () => {
        await service.close();
        await store.close();
      };
      return { take, seen, close };
    };
    const first = await opened();
    await first.take(BEFORE);
    const both = await first.seen();
    expect(both.days).toHaveLength(2);
    expect(both.customer.profile).toMatchObject({ frequency: 2 });

    await first.take([WITHDRAWN[form], order("ann", 8), order("bob", 8)]);
    const without = await first.seen();
    expect(without.customer).toMatchObject({ consented: false, profile: null });
    expect(without.days).toHaveLength(3);
    expect(JSON.stringify(without.customer)).not.toContain("7-11");
    const halved = both.days.map(([day, people]: [string, number]) => [day, people / 2]);
    expect(without.days.slice(0, 2)).toEqual(halved);
    expect(without.days[2][1]).toBe(halved[0][1]);
    await first.close();

    const second = await opened();
    // What came before the withdrawal, once more and late.
    await second.take([...BEFORE, order("ann", 4)]);
    expect(await second.seen()).toEqual(without);
    await second.take([
      identify("ann", { consent: true }, 9, {
        context: { consent: { categoryPreferences: { Analytics: true } } },
      }),
    ]);
    expect((await second.seen()).customer).toMatchObject({ consented: true });
    await second.close();
  });
});
