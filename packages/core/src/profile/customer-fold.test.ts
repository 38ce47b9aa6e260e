import { describe, expect, it } from "vitest";
import { builtInCatalogue } from "../schema/built-in-catalogue.js";
import { createNames } from "../schema/names.js";
import type { CustomerEvent } from "../schema/profile.js";
import { customerDays } from "./customer-days.js";
import { CustomerFold } from "./customer-fold.js";
import { customerProfile } from "./customer-profile.js";

const names = createNames(builtInCatalogue);
const HOUR = 3_600_000;
let next = 0;

function event(hours: number, about: Partial<CustomerEvent>): CustomerEvent {
  next += 1;
  const at = hours * HOUR;
  return {
    key: `k${next}`,
    at,
    date: new Date(at).toISOString().slice(0, 10),
    demo: false,
    type: "track",
    userId: "ann",
    anonymousId: null,
    event: null,
    region: null,
    properties: {},
    traits: {},
    context: {},
    ...about,
  };
}
const identify = (hours: number, traits: Record<string, unknown>) =>
  event(hours, { type: "identify", traits });
const order = (hours: number, properties: Record<string, unknown>, about = {}) =>
  event(hours, { event: "Order Completed", properties, region: "Taipei", ...about });
const milk = (brand: string, quantity: number) => ({ brand, quantity, price: 10 });

function fold(...events: CustomerEvent[]): CustomerFold {
  const folded = new CustomerFold(names);
  for (const one of events) folded.add(one);
  return folded;
}
const profile = (folded: CustomerFold, asOfHours = 240) =>
  customerProfile(folded, {
    customer: "ann",
    identities: { userIds: () => ["ann"], devices: () => [] },
    asOf: asOfHours * HOUR,
    asOfDate: new Date(asOfHours * HOUR).toISOString().slice(0, 10),
  });
const days = (folded: CustomerFold, requireConsent = false) =>
  customerDays(folded, { customer: "ann", requireConsent });

describe("a customer's orders", () => {
  it("count once when page and server both send them, and keep their day when corrected", () => {
    const folded = fold(
      identify(0, { persona: "Fresh_Grad" }),
      order(10, { order_id: "1", products: [milk("全家", 1)], total: 10 }),
      order(11, { order_id: "1", products: [milk("全家", 2)], total: 20 }),
      event(60, {
        event: "Order Updated",
        properties: { order_id: "1", products: [milk("全家", 3)], total: 30 },
      }),
    );
    expect(profile(folded)).toMatchObject({ frequency: 1, monetary: 30 });
    expect(days(folded)).toMatchObject([{ day: 0, units: { FamilyMart: 3_000_000 } }]);
  });

  it("go when they are cancelled or refunded, in part when products are named", () => {
    const folded = fold(
      identify(0, { persona: "Fresh_Grad" }),
      order(1, { order_id: "1", products: [milk("全家", 2), milk("7-11", 1)] }),
      order(2, { order_id: "2", products: [milk("全家", 5)] }),
      order(3, { order_id: "3", products: [milk("全家", 5)] }),
      event(4, {
        event: "Order Refunded",
        properties: { order_id: "1", products: [milk("全家", 1)] },
      }),
      event(5, { event: "Order Refunded", properties: { order_id: "2" } }),
      event(6, { event: "Order Cancelled", properties: { order_id: "3" } }),
    );
    expect(profile(folded)).toMatchObject({
      frequency: 1,
      monetary: 20,
      brands: {
        "7-11": { units: 1, unitShare: 0.5 },
        FamilyMart: { units: 1, spend: 10, spendShare: 0.5 },
      },
    });
  });

  it("are digital, promoted or neither only where they say so", () => {
    const folded = fold(
      order(1, { products: [milk("全家", 1)] }, { context: { channel: "app" } }),
      order(2, { products: [milk("全家", 1)] }, { context: { channel: "store" } }),
      order(3, { products: [milk("全家", 1)], coupon: "X" }, { context: { channel: "server" } }),
      order(4, { products: [{ ...milk("全家", 1), discount: 2 }], discount: 0 }),
    );
    expect(profile(folded)).toMatchObject({ digitalShare: 0.5, promotionShare: 0.5 });
    expect(profile(fold(identify(0, {})))).toMatchObject({
      digitalShare: null,
      promotionShare: null,
      recencyDays: null,
      frequency: 0,
      satisfaction: null,
      persona: null,
    });
  });

  it("in several currencies are not added up", () => {
    const folded = fold(
      order(1, { total: 5, currency: "TWD" }),
      order(2, { total: 5, currency: "USD" }),
    );
    expect(profile(folded)).toMatchObject({ frequency: 2, monetary: null, currency: null });
  });
});

describe("a customer's traits", () => {
  it("are the last told, and none where told null", () => {
    const folded = fold(
      identify(0, { persona: "新鮮人", city: "x", satisfaction: 0.4 }),
      identify(9, { city: null, satisfaction: 0.8 }),
      event(10, { properties: { satisfaction: 0.9 }, event: "Survey Completed" }),
    );
    expect(folded.traits).toEqual({ persona: "新鮮人", satisfaction: 0.8 });
    expect(profile(folded)?.satisfaction).toBe(0.9);
  });

  it("move all days with the persona, and leave each day the score of its time", () => {
    const folded = fold(
      identify(0, { persona: "Fresh_Grad", satisfaction: 0.4 }),
      order(1, { products: [milk("全家", 1)] }),
      identify(30, { persona: "FinTech_Family", satisfaction: 0.8 }),
      order(31, { products: [milk("全家", 1)] }),
    );
    expect(days(folded)).toMatchObject([
      { day: 0, persona: "FinTech_Family", scores: { satisfaction: 400_000 } },
      { day: 1, persona: "FinTech_Family", scores: { satisfaction: 800_000 } },
    ]);
  });
});

describe("consent", () => {
  const buys = [identify(0, { persona: "Fresh_Grad" }), order(1, { products: [milk("全家", 1)] })];
  const preferences = (categoryPreferences: Record<string, boolean>) =>
    event(2, { type: "page", context: { consent: { categoryPreferences } } });

  it.each([
    ["nothing said", [], null],
    ["the category refused", [preferences({ Analytics: false, Advertising: true })], false],
    ["the category given", [preferences({ Analytics: true, Advertising: false })], true],
    ["every category refused", [preferences({ Advertising: false })], false],
    [
      "the trait refused",
      [preferences({ Analytics: true }), identify(3, { consent: false })],
      false,
    ],
    ["given again", [preferences({ Analytics: false }), preferences({ Analytics: true })], true],
  ])("with %s", (_, said, given) => {
    const folded = fold(...buys, ...said);
    expect(profile(folded)?.consent.given ?? false).toBe(given ?? false);
    expect(profile(folded) === null).toBe(given === false);
    expect(days(folded)).toHaveLength(given === false ? 0 : 1);
    expect(days(folded, true)).toHaveLength(given === true ? 1 : 0);
  });
});
