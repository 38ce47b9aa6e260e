import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { Hmac, IdTokens } from "./id-token.js";
import {
  masterKey,
  newKeySet,
  openKeySet,
  StoreKeys,
  withNewDataKey,
  wrapKeySet,
} from "./index.js";

const master = masterKey(randomBytes(32).toString("base64"), "CDP_DATA_KEY");
const other = masterKey(randomBytes(32).toString("hex"), "CDP_DATA_KEY");
const set = newKeySet(master);
const keys = new StoreKeys(set);

it("reads keys in base64 and hex, and refuses what is none without showing it", () => {
  const bytes = randomBytes(32);
  const ids = ["hex", "base64", "base64url"].map(
    (form) => masterKey(` ${bytes.toString(form as "hex")}\n`, "KEY").id,
  );
  expect(new Set(ids).size).toBe(1);
  for (const text of ["", "secret pass phrase", bytes.toString("hex").slice(2), "00".repeat(32)]) {
    expect(() => masterKey(text, "KEY")).toThrow(/^KEY: .*openssl rand/);
    if (text !== "") expect(() => masterKey(text, "KEY")).not.toThrow(text);
  }
});

it("gives an id one token that opens again, and nobody else's", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
      const [one, two] = [keys.ids.token(a), keys.ids.token(b)];
      expect(one === two).toBe(a === b);
      expect(new IdTokens(set.identity).token(a)).toBe(one);
      expect(new IdTokens(set.identity).idOf(one, "an id")).toBe(a);
      const bytes = Buffer.from(one, "base64url");
      const at = a.length % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      expect(() => keys.ids.idOf(bytes.toString("base64url"), "an id")).toThrow(
        /an id does not open/,
      );
      expect(() => new StoreKeys(newKeySet(master)).ids.idOf(one, "an id")).toThrow();
    }),
    { numRuns: 40 },
  );
});

it("hashes as HMAC-SHA-256 does", () => {
  const key = randomBytes(32);
  for (const text of ["", "ann", "ann@example.com", "\u53f0\u5317".repeat(100)]) {
    const expected = createHmac("sha256", key).update(text).digest("hex");
    expect(new Hmac(key).of(text).toString("hex")).toBe(expected);
  }
});

it("opens a value only where it was sealed, and says where it does not", () => {
  const sealer = keys.sealer("table");
  const box = sealer.seal(Buffer.from("ann"), "row 1");
  const about = { bound: "row 1", where: "row 1 of the table" };
  expect(sealer.open(box, about).toString()).toBe("ann");
  expect(box.includes("ann")).toBe(false);
  expect(sealer.seal(Buffer.from("ann"), "row 1").equals(box)).toBe(false);
  const refused = /^row 1 of the table does not open/;
  for (let at = 0; at < box.length; at++) {
    const changed = Buffer.from(box);
    changed[at] = (changed[at] ?? 0) ^ 0x10;
    expect(() => sealer.open(changed, about)).toThrow(refused);
    expect(() => sealer.open(box.subarray(0, at), about)).toThrow(refused);
  }
  expect(() => sealer.open(box, { ...about, bound: "row 2" })).toThrow(refused);
  expect(() => keys.sealer("other").open(box, about)).toThrow(refused);
});

it("wraps keys by another master key, and goes on opening what older data keys sealed", () => {
  const text = JSON.stringify(wrapKeySet(set, master));
  expect(text).not.toContain(Buffer.from(set.identity).toString("base64url"));
  const wrapped = JSON.parse(text);
  const where = "the store";
  expect(openKeySet(wrapped, { current: other, old: [master] }, where)).toEqual(set);
  expect(() => openKeySet(wrapped, { current: other, old: [] }, where)).toThrow(
    new RegExp(`encrypted with the key ${master.id}.*${other.id}`),
  );
  const swapped = { ...wrapped, store: "00".repeat(16) };
  expect(() => openKeySet(swapped, { current: master, old: [] }, where)).toThrow(/was changed/);
  const renewed = new StoreKeys(withNewDataKey(set));
  const old = keys.sealer("table").seal(Buffer.from("ann"), "");
  const fresh = renewed.sealer("table").seal(Buffer.from("ann"), "");
  expect(renewed.sealer("table").open(old, { bound: "", where }).toString()).toBe("ann");
  expect([old, fresh].map((box) => renewed.sealer("table").isCurrent(box))).toEqual([false, true]);
  expect(renewed.ids.token("ann")).toBe(keys.ids.token("ann"));
});
