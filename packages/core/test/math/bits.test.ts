import { expect, it } from "vitest";
import { bitsDigest, EXPECTED_BITS } from "./bits-probe.js";

it("gives the pinned bits in 100,000 calls of all functions", () => {
  expect(bitsDigest()).toBe(EXPECTED_BITS);
});
