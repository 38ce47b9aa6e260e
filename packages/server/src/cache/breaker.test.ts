import { expect, it } from "vitest";
import { createBreaker } from "./breaker.js";

it("opens after failures in a row, tries once after each rest, and closes when that works", () => {
  let time = 0;
  const breaker = createBreaker({ mostFailures: 2, restMs: 100, now: () => time });
  const fail = () => {
    const admitted = breaker.admit();
    if (admitted) breaker.failed();
    return admitted;
  };
  expect(fail()).toBe(true);
  breaker.succeeded();
  expect([fail(), fail(), fail()]).toEqual([true, true, false]);
  time = 99;
  expect(breaker.admit()).toBe(false);
  time = 100;
  expect([breaker.admit(), breaker.admit()]).toEqual([true, false]);
  breaker.failed();
  time = 199;
  expect(breaker.admit()).toBe(false);
  time = 200;
  expect(breaker.admit()).toBe(true);
  breaker.succeeded();
  expect([breaker.open, breaker.admit(), breaker.admit()]).toEqual([false, true, true]);
});
