import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../math/digest.js";
import { CUSTOMER_EVENT_TYPES, type CustomerEventBody } from "../schema/record.js";
import { eventContent } from "./event-content.js";

const text = fc.string({ unit: "grapheme" });
const maybe = fc.option(text);
const object = fc.dictionary(text, fc.jsonValue(), { maxKeys: 4 });
const body: fc.Arbitrary<CustomerEventBody> = fc.record({
  type: fc.constantFrom(...CUSTOMER_EVENT_TYPES),
  messageId: text,
  customerId: text,
  userId: maybe,
  anonymousId: maybe,
  event: maybe,
  region: maybe,
  properties: object,
  traits: object,
  context: object,
});

describe("the text of an event that is hashed", () => {
  it("is the canonical JSON of the record without position, raw text and repairs", () => {
    const instant = fc.integer();
    const revision = fc.option(fc.nat(), { nil: undefined });
    const sentTime = fc.option(maybe, { nil: undefined });
    fc.assert(
      fc.property(
        body,
        fc.tuple(instant, fc.option(instant), fc.boolean(), revision, sentTime, text),
        (event, [at, generatedAt, demo, order, sent, key]) => {
          const time = { at, offsetMinutes: 480, date: "2026-03-05", repairs: [] };
          const kind = "customer-event" as const;
          const head = { kind, key, time, generatedAt, revision: order, demo, repairs: [] };
          const { repairs: _, ...when } = time;
          const content = {
            ...{ kind, key, generatedAt, demo, ...event },
            ...(sent === undefined ? when : { sentTime: sent }),
            ...(order !== undefined && { revision: order }),
          };
          expect(eventContent({ ...head, sentTime: sent }, event)).toBe(canonicalJson(content));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("says where there is a value without JSON", () => {
    const time = { at: 0, offsetMinutes: 0, date: "1970-01-01", repairs: [] };
    const kind = "customer-event" as const;
    const head = { kind, key: "k", time, generatedAt: null, demo: false, repairs: [] };
    const [event] = fc.sample(body, 1);
    if (event === undefined) throw new RangeError("no event");
    const wrong = { ...event, properties: { total: Number.POSITIVE_INFINITY } };
    expect(() => eventContent({ ...head, sentTime: undefined }, wrong)).toThrow(
      /properties\/total/,
    );
  });
});
