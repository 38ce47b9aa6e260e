import fc from "fast-check";
import { expect, it } from "vitest";
import { messageTexts } from "./message-texts.js";

it("takes the elements of an array as they are written", () => {
  const array = fc.array(fc.jsonValue(), { maxLength: 6 });
  const space = fc.constantFrom(undefined, 1, "\t");
  fc.assert(
    fc.property(array, space, fc.boolean(), (values, indent, asBytes) => {
      const text = JSON.stringify(values, null, indent);
      const texts = messageTexts(asBytes ? new TextEncoder().encode(text) : text);
      expect(texts.map((one) => JSON.parse(String(one)))).toEqual(JSON.parse(text));
      for (const one of texts) expect(text).toContain(one);
    }),
    { numRuns: 300 },
  );
});

it.each([
  ['{"a":1}', ['{"a":1}']],
  ['{"a":1}\n{"a":2}\r\n\n{"a":3}\n', ['{"a":1}', '{"a":2}', '{"a":3}']],
  ['{\n  "a": 1\n}', ['{\n  "a": 1\n}']],
  ["[1.0, 12345678901234567890]", ["1.0", "12345678901234567890"]],
  ["", []],
  [" \n ", []],
  ["[1, 2", ["[1, 2"]],
  ["no json", ["no json"]],
])("reads %j as its records", (message, texts) => {
  expect(messageTexts(message)).toEqual(texts);
});

it("leaves bytes that are no text as they are", () => {
  const bytes = Uint8Array.of(0xff, 0xfe);
  expect(messageTexts(bytes)).toEqual([bytes]);
});
