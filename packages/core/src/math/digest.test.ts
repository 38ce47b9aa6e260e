import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, digest, digestText } from "./digest.js";

function hexOfUtf8(text: string): string {
  return Buffer.from(text, "utf8").toString("hex");
}

describe("canonicalJson", () => {
  it("writes the example of RFC 8785, section 3.2.2, as section 3.2.4 has its bytes", () => {
    const text = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(hexOfUtf8(canonicalJson(JSON.parse(text)))).toBe(
      "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c226e" +
        "756d62657273223a5b3333333333333333332e333333333333332c31652b3330" +
        "2c342e352c302e3030322c31652d32375d2c22737472696e67223a22e282ac24" +
        "5c75303030665c6e4127425c225c5c5c5c5c222f227d",
    );
  });

  it("sorts keys by UTF-16 code units, as in RFC 8785, section 3.2.3", () => {
    const text = String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    const order = Object.values(JSON.parse(canonicalJson(JSON.parse(text)))).slice(1);
    expect(order).toEqual([
      "Carriage Return",
      "Control",
      "Latin Small Letter O With Diaeresis",
      "Euro Sign",
      "Emoji: Grinning Face",
      "Hebrew Letter Dalet With Dagesh",
    ]);
    expect(canonicalJson({ b: 1, 10: 1, 9: 1, a: 1, __proto__: null })).toBe(
      '{"10":1,"9":1,"a":1,"b":1}',
    );
  });

  // RFC 8785, appendix B.
  it.each([
    ["0000000000000000", "0"],
    ["8000000000000000", "0"],
    ["0000000000000001", "5e-324"],
    ["8000000000000001", "-5e-324"],
    ["7fefffffffffffff", "1.7976931348623157e+308"],
    ["ffefffffffffffff", "-1.7976931348623157e+308"],
    ["4340000000000000", "9007199254740992"],
    ["c340000000000000", "-9007199254740992"],
    ["4430000000000000", "295147905179352830000"],
    ["44b52d02c7e14af5", "9.999999999999997e+22"],
    ["44b52d02c7e14af6", "1e+23"],
    ["44b52d02c7e14af7", "1.0000000000000001e+23"],
    ["444b1ae4d6e2ef4e", "999999999999999700000"],
    ["444b1ae4d6e2ef4f", "999999999999999900000"],
    ["444b1ae4d6e2ef50", "1e+21"],
    ["3eb0c6f7a0b5ed8c", "9.999999999999997e-7"],
    ["3eb0c6f7a0b5ed8d", "0.000001"],
    ["41b3de4355555553", "333333333.3333332"],
    ["41b3de4355555554", "333333333.33333325"],
    ["41b3de4355555555", "333333333.3333333"],
    ["41b3de4355555556", "333333333.3333334"],
    ["41b3de4355555557", "333333333.33333343"],
    ["becbf647612f3696", "-0.0000033333333333333333"],
    ["43143ff3c1cb0959", "1424953923781206.2"],
  ])("writes the double %s as %s", (bits, text) => {
    expect(canonicalJson(Buffer.from(bits, "hex").readDoubleBE())).toBe(text);
  });

  it("reads back as what was written, whatever the order of keys", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(canonicalJson(reversed(value))).toBe(text);
      }),
    );
  });

  it("sorts each object's own keys, however like those of others before they are", () => {
    const key = fc.constantFrom("a", "b", "é", "10", "9", "__proto__", "");
    const entry = fc.option(fc.nat(9), { nil: undefined });
    const entries = fc.uniqueArray(fc.tuple(key, entry), { selector: ([name]) => name });
    fc.assert(
      fc.property(fc.array(entries), (objects) => {
        const sorted = objects.map((one) =>
          one
            .filter(([, value]) => value !== undefined)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, value]) => `${JSON.stringify(name)}:${value}`),
        );
        // By pairs, since assigning to `__proto__` would set the prototype.
        const values = objects.map((one) => Object.fromEntries(one));
        expect(canonicalJson(values)).toBe(
          `[${sorted.map((one) => `{${one.join(",")}}`).join(",")}]`,
        );
      }),
    );
  });

  it("leaves out properties without a value, even one whose key has no text", () => {
    expect(canonicalJson({ a: undefined, b: null })).toBe('{"b":null}');
    expect(canonicalJson({ "\ud800": undefined, b: null })).toBe('{"b":null}');
  });

  it.each([
    ["/a/1", { a: [1, Number.NaN] }],
    ["/a~1b/~0", { "a/b": { "~": Infinity } }],
    ["/0", [undefined]],
    ["/1", Array(2).fill(1, 0, 1)],
    ["", undefined],
    ["/x", { x: 1n }],
    ["/x", { x: () => 1 }],
    ["/x", { x: new Date(0) }],
    ["/x", { x: new Float64Array(1) }],
    ["/x", { x: "\ud800" }],
    ["/\udc00", { "\udc00": 1 }],
  ])("refuses, at %j, what JSON cannot hold", (pointer, value) => {
    expect(() => canonicalJson(value)).toThrow(
      expect.objectContaining({
        code: "invalid_input",
        details: [expect.objectContaining({ pointer })],
      }),
    );
  });
});

describe("digest", () => {
  it("is the SHA-256 that node:crypto gives for the same text", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const expected = createHash("sha256").update(canonicalJson(value), "utf8").digest("hex");
        expect(digest(value)).toBe(expected);
      }),
    );
    expect(digestText("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    expect(digestText("價格 \u{1f600}")).toBe(
      createHash("sha256").update("價格 \u{1f600}").digest("hex"),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, entry]) => [key, reversed(entry)]),
  );
}
