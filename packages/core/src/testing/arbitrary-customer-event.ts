import fc from "fast-check";
import type { CustomerEventRecord } from "../schema/record.js";
import { head, time } from "./arbitrary-record.js";

const USERS = ["u1", "u2", "\uff21", "😀"] as const;
const DEVICES = ["d1", "d2", "u3"] as const;
const REGIONS = ["Taipei", "Tainan"] as const;
const fraction = fc.integer({ min: 0, max: 1000 }).map((value) => value / 1000);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null, freq: 2 });

type Deed = Pick<CustomerEventRecord, "type" | "event" | "properties" | "traits">;

const product = fc.record({
  brand: fc.constantFrom("7-11", "全家", "Other"),
  quantity: fc.constantFrom(1, 2, 0.1, 0.35),
  price: fc.integer({ min: 1, max: 90 }),
  coupon: fc.constantFrom(null, "OFF10"),
});
const order = fc
  .record({
    event: fc.constantFrom("Order Completed", "Order Completed", "Order Updated", "Order Refunded"),
    order_id: fc.constantFrom("o1", "o2", "o3", "o4"),
    products: fc.array(product, { maxLength: 3 }),
  })
  .map(({ event, ...properties }): Deed => ({ type: "track", event, properties, traits: {} }));
const identify = fc
  .record(
    {
      persona: fc.constantFrom("Fresh_Grad", "Fresh_Grad", "FinTech_Family", null),
      satisfaction: fraction,
      efficiency: fraction,
      consent: fc.constantFrom(true, true, true, false),
    },
    { requiredKeys: ["persona"] },
  )
  .map((traits): Deed => ({ type: "identify", event: null, properties: {}, traits }));
const page = fc.constant<Deed>({ type: "page", event: "Home", properties: {}, traits: {} });
const alias = fc
  .constantFrom(...USERS, ...DEVICES)
  .map(
    (previousId): Deed => ({ type: "alias", event: null, properties: { previousId }, traits: {} }),
  );

/** Customer events of few ids, so that they meet: orders, traits, aliases, shared devices, refused consent, some conflicts. */
export const arbitraryCustomerEvent: fc.Arbitrary<CustomerEventRecord> = fc
  .record({
    time,
    message: fc.integer({ min: 0, max: 200 }),
    who: fc.tuple(maybe(fc.constantFrom(...USERS, "u3")), maybe(fc.constantFrom(...DEVICES))),
    deed: fc.oneof(
      { weight: 5, arbitrary: order },
      { weight: 5, arbitrary: identify },
      { weight: 1, arbitrary: page },
      { weight: 2, arbitrary: alias },
    ),
    region: maybe(fc.constantFrom(...REGIONS)),
    channel: fc.constantFrom("app", "store", "server"),
  })
  .map(({ time: moment, message, who: [user, device], deed, region, channel }) => {
    const userId = user ?? (device === null ? "u1" : null);
    const messageId = `m${message}`;
    return head(
      { kind: "customer-event", key: [messageId], time: moment },
      {
        ...deed,
        messageId,
        customerId: userId ?? device ?? "",
        userId,
        anonymousId: device,
        region,
        context: { channel },
      },
    );
  });
