import { expect, it } from "vitest";
import { chiSquaredTail } from "../../math/index.js";
import { assignArm, createArmAssigner } from "./assign-arm.js";

const shares = { control: 2, red: 1, blue: 1 };
const ids = Array.from({ length: 20_000 }, (_, i) => `customer-${i}`);

it("assigns arms in proportion to their shares, independently between salts", () => {
  const counts: Record<string, number> = {};
  const [first, second] = ["a", "b"].map((salt) => createArmAssigner({ salt, shares }));
  for (const id of ids) {
    const pair = `${first!(id)} ${second!(id)}`;
    counts[pair] = (counts[pair] ?? 0) + 1;
  }
  const share = { control: 0.5, red: 0.25, blue: 0.25 };
  let statistic = 0;
  for (const [a, of] of Object.entries(share)) {
    for (const [b, other] of Object.entries(share)) {
      const expected = ids.length * of * other;
      statistic += (counts[`${a} ${b}`]! - expected) ** 2 / expected;
    }
  }
  expect(chiSquaredTail(statistic, 8)).toBeGreaterThan(0.001);
});

it("gives the same arm at any time, in any order of the shares, and these arms for good", () => {
  const again = { blue: 1, red: 1, control: 2 };
  for (const id of ids.slice(0, 200)) {
    expect(assignArm(id, { salt: "a", shares: again })).toBe(assignArm(id, { salt: "a", shares }));
  }
  expect(
    ids.slice(0, 6).map((id) => assignArm(id, { salt: "spring", shares })),
  ).toMatchInlineSnapshot(`
    [
      "blue",
      "red",
      "red",
      "control",
      "blue",
      "red",
    ]
  `);
});

it.each([
  ["invalid_input", {}],
  ["out_of_range", { a: 0, b: 1 }],
  ["out_of_range", { a: Number.NaN }],
])("refuses with %s the shares %j", (code, bad) => {
  expect(() => assignArm("x", { salt: "s", shares: bad })).toThrow(
    expect.objectContaining({ code }),
  );
});
