import fc from "fast-check";
import { expect, it } from "vitest";
import { CustomerEventLine } from "../schema/line/customer-event-line.js";
import { validateCustomerEvent } from "./customer-event.js";
import { fromZod } from "./from-zod.js";

const odd = fc.constantFrom<unknown>(
  undefined,
  null,
  "",
  "12",
  "page",
  -1,
  Number.NaN,
  true,
  [],
  {},
  ["x"],
  { a: 1 },
  { generated_at: 3 },
);
const good = {
  type: "track",
  messageId: "m",
  userId: "u",
  anonymousId: "a",
  event: "e",
  name: "n",
  groupId: "g",
  previousId: "p",
  timestamp: "2026-03-05T02:00:04Z",
  originalTimestamp: "2026-03-05T02:00:04Z",
  properties: { a: 1 },
  traits: {},
  context: { page: { url: "/" } },
  demo: false,
  generated_at: "2026-03-05",
  metadata: {},
};

it("rejects for its fields exactly what the schema rejects, and names the same field and rule", () => {
  const replaced = fc.dictionary(fc.constantFrom(...Object.keys(good)), odd, { maxKeys: 3 });
  fc.assert(
    fc.property(replaced, (change) => {
      const line = { ...good, ...change };
      const schema = CustomerEventLine.safeParse(line);
      const hand = validateCustomerEvent(line);
      if (!schema.success) {
        const reference = fromZod(line, schema.error);
        expect(hand).toMatchObject({ rule: reference.rule, field: reference.field });
      } else if ("rule" in hand) {
        expect(["/userId", "/timestamp", "/event"]).toContain(hand.field);
        expect(["missing", "no_time"]).toContain(hand.rule);
      } else expect(hand).toEqual({ kind: "customer-event", line: schema.data });
    }),
    { numRuns: 1000 },
  );
});
