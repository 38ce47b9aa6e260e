import fc from "fast-check";
import { expect, it } from "vitest";
import { latest } from "./later.js";

it("orders ids by value, times by instant, the rest as texts", () => {
  expect(latest(["9", "10", null])).toBe("10");
  expect(latest(["113000000000000000001", "113000000000000000002"])).toBe("113000000000000000002");
  expect(latest(["2026-03-05T23:30:00+08:00", "2026-03-05T16:00:00Z"])).toBe(
    "2026-03-05T16:00:00Z",
  );
  expect(latest(["2026-03-05", "2026-03-06"])).toBe("2026-03-06");
  expect(latest(["b", "a"])).toBe("b");
  expect(latest([null])).toBeNull();
});

it("finds the same of ids in any order", () => {
  const ids = fc.array(fc.bigInt({ min: 0n, max: 10n ** 30n }).map(String), { minLength: 1 });
  fc.assert(fc.property(ids, (some) => latest(some) === latest([...some].reverse())));
});
