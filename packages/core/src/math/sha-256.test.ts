import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createSha256, pad } from "./sha-256.js";

// node:crypto (OpenSSL) is the independent reference.
const reference = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

it("agrees with OpenSSL on any bytes, whatever pieces they come in", () => {
  const pieces = fc.array(fc.uint8Array({ maxLength: 300, size: "max" }), { maxLength: 12 });
  fc.assert(
    fc.property(pieces, (all) => {
      const sum = createSha256();
      for (const piece of all) sum.add(piece);
      expect(sum.hex()).toBe(reference(Buffer.concat(all)));
    }),
  );
});

it("agrees with OpenSSL on every length around the block size, byte by byte and at once", () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => i);
    const [whole, single] = [createSha256(), createSha256()];
    whole.add(bytes);
    for (let i = 0; i < length; i++) single.add(bytes.subarray(i, i + 1));
    expect(whole.hex()).toBe(reference(bytes));
    expect(single.hex()).toBe(reference(bytes));
  }
});

it("takes bytes at once, so that they may be changed afterwards", () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const sum = createSha256();
  sum.add(bytes);
  bytes.fill(0);
  expect(sum.hex()).toBe(reference(Uint8Array.of(1, 2, 3)));
});

it("writes lengths beyond 32 bits as 64 bits, the highest first", () => {
  const bytes = new Uint8Array(64);
  expect(pad(bytes, 0, 2 ** 32 + 2 ** 29 + 3)).toBe(64);
  expect([...bytes.subarray(56)]).toEqual([0, 0, 0, 9, 0, 0, 0, 24]);
  expect([...bytes.subarray(0, 3)]).toEqual([0x80, 0, 0]);
});
