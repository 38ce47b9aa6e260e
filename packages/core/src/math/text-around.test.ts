import fc from "fast-check";
import { expect, it } from "vitest";
import { canonicalJson } from "./digest.js";
import { canonicalAround, jsonAround } from "./text-around.js";

const key = fc.string({ unit: "grapheme", maxLength: 5 }).filter((one) => one !== "__proto__");
const fields = fc.dictionary(key, fc.option(fc.jsonValue(), { nil: undefined }));
/** An object that holds another under a key, wherever it stands among its own. */
const holding = (part: object) =>
  fc
    .tuple(fields, key, fields)
    .map(([before, name, behind]) => [name, { ...before, [name]: part, ...behind }] as const);
const nested = fc
  .record({ part: fields, whole: fc.constant(null) })
  .chain(({ part }) =>
    holding(part).chain(([inner, middle]) =>
      holding(middle).map(([outer, whole]) => ({ whole, path: [outer, inner] })),
    ),
  );
/** What stands at the path, whichever part it is. */
const partOf = (whole: object, path: readonly string[]) =>
  path.reduce<object>((at, name) => Reflect.get(at, name), whole);
const isThere = ({ whole, path }: { whole: object; path: string[] }) => {
  let at: unknown = whole;
  for (const name of path) {
    at = typeof at === "object" && at !== null && !Array.isArray(at) && Reflect.get(at, name);
  }
  return typeof at === "object" && at !== null;
};

it("gives what JSON.stringify writes around a part", () => {
  fc.assert(
    fc.property(nested.filter(isThere), ({ whole, path }) => {
      const [before, behind] = jsonAround(whole, path);
      expect(before + JSON.stringify(partOf(whole, path)) + behind).toBe(JSON.stringify(whole));
    }),
  );
});

it("gives what canonical JSON has around a part", () => {
  fc.assert(
    fc.property(nested.filter(isThere), ({ whole, path }) => {
      const [before, behind] = canonicalAround(whole, path);
      expect(before + canonicalJson(partOf(whole, path)) + behind).toBe(canonicalJson(whole));
    }),
  );
});

it("says where what JSON has no text for stands", () => {
  const whole = { a: { b: {}, c: [Number.NaN] } };
  expect(() => canonicalAround(whole, ["a", "b"])).toThrow(
    expect.objectContaining({ details: [expect.objectContaining({ pointer: "/a/c/0" })] }),
  );
});
