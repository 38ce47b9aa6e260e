import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { boundedBytes } from "./byte-store.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "bytes-"));
});
afterAll(() => rm(folder, { recursive: true }));

it("gives back what was appended, in memory and beyond it", () => {
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 20 });
  fc.assert(
    fc.property(pieces, fc.nat(600), (appended, budgetBytes) => {
      const store = boundedBytes({ budgetBytes, folder });
      const positions = appended.map((bytes) => store.append(bytes));
      for (const [index, bytes] of appended.entries()) {
        const into = new Uint8Array(bytes.byteLength + 2);
        store.read(positions[index] ?? -1, bytes.byteLength, into, 1);
        expect(into.subarray(1, -1)).toEqual(bytes);
        expect([into[0], into.at(-1)]).toEqual([0, 0]);
      }
      expect(store.size).toBe(appended.reduce((sum, { byteLength }) => sum + byteLength, 0));
      store.close();
    }),
  );
});

it("leaves no file behind, not even while it is open", () => {
  const store = boundedBytes({ budgetBytes: 0, folder });
  store.append(new Uint8Array(10));
  expect(readdirSync(folder)).toEqual([]);
  store.close();
});
