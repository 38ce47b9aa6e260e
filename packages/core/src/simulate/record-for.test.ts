import { expect, it } from "vitest";
import { recordFor } from "./record-for.js";

it.each([0, 3, 64, 2000])("is an object like any other, for %i keys", (keys) => {
  const [record, plain] = [recordFor<number>(keys), {} as Record<string, number>];
  for (let i = keys; i > 0; i--) {
    record[`key ${i}`] = i;
    plain[`key ${i}`] = i;
  }
  expect(record).toStrictEqual(plain);
  expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
  expect(Object.keys(record)).toStrictEqual(Object.keys(plain));
  expect(structuredClone(record)).toStrictEqual(plain);
  expect({ ...record }).toStrictEqual(plain);
});
