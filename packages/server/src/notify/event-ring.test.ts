import fc from "fast-check";
import { expect, it } from "vitest";
import { EventRing } from "./event-ring.js";

const batch = {
  source: "s",
  read: 1,
  stored: 1,
  duplicates: 0,
  dead_lettered: 0,
  displaced: 0,
};

it("gives all that followed an id, or says that there is a gap", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 6 }),
      fc.array(fc.constantFrom(0, 0, 0, 2), { maxLength: 20 }),
      fc.nat({ max: 60 }),
      (most, missed, from) => {
        const ring = new EventRing({ boot: 7, most });
        const all = missed.map((count) => ring.add(batch, { missed: count }).sequence);
        const last = all.at(-1) ?? 0;
        const id = Math.min(from, last);
        const { gap, events } = ring.after(ring.idOf(id));
        const found = events.map(({ sequence }) => sequence);
        expect(found.length).toBeLessThanOrEqual(most);
        expect(found).toEqual([...found].sort((a, b) => a - b));
        const whole = Array.from({ length: last - id }, (_, index) => id + 1 + index);
        if (gap) expect(found.length).toBeLessThan(whole.length);
        else expect(found).toEqual(whole);
      },
    ),
  );
});

it.each(["8-1", "7-99", "x", "", "7-", "-1"])("leaves a gap after the foreign id %j", (id) => {
  const ring = new EventRing({ boot: 7 });
  ring.add(batch, { missed: 0 });
  expect(ring.after(id)).toMatchObject({ gap: true, events: [{ sequence: 1 }] });
});
