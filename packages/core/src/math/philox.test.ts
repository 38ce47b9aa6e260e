import { expect, it } from "vitest";
import { fillPhilox, philox4x32, philoxInto } from "./philox.js";

const ones = 0xffffffff;

// Random123, tests/kat_vectors, lines "philox4x32 10".
it.each([
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [ones, ones, ones, ones],
    [ones, ones],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
] as [[number, number, number, number], [number, number], number[]][])(
  "reproduces the published answer for counter %j and key %j",
  (counter, key, expected) => {
    expect(philox4x32(counter, key)).toEqual(expected);
    const out = new Uint32Array(4);
    philoxInto(out, ...counter, ...key);
    expect([...out]).toEqual(expected);
  },
);

it("changes about half of the bits with one bit of the counter", () => {
  let changed = 0;
  for (let bit = 0; bit < 32; bit++) {
    const [a, b] = [
      philox4x32([0, 0, 0, 0], [1, 2]),
      philox4x32([(1 << bit) >>> 0, 0, 0, 0], [1, 2]),
    ];
    for (let word = 0; word < 4; word++) {
      changed += (((a[word] ?? 0) ^ (b[word] ?? 0)) >>> 0).toString(2).replaceAll("0", "").length;
    }
  }
  expect(changed / (32 * 128)).toBeGreaterThan(0.47);
  expect(changed / (32 * 128)).toBeLessThan(0.53);
});

it("fills many blocks with the words of each", () => {
  const words = new Uint32Array(40);
  fillPhilox(words, { first: 4294967290, c1: 1, c2: 2, c3: 3, k0: 4, k1: 5 });
  const one = Array.from({ length: 10 }, (_, b) =>
    philox4x32([(4294967290 + b) % 4294967296, 1, 2, 3], [4, 5]),
  );
  expect([...words]).toEqual(one.flat());
});
