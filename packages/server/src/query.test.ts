import { CoreError } from "@cdp-whatif/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { queryOf } from "./query.js";

it("reads what URLSearchParams wrote", () => {
  fc.assert(
    fc.property(
      fc.dictionary(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" })),
      (query) => {
        const url = `http://x/?${new URLSearchParams(query)}`;
        expect({ ...queryOf(url) }).toEqual({ ...query });
      },
    ),
  );
});

it("is empty without a query", () => {
  expect(queryOf("http://x/path")).toEqual({});
  expect(queryOf("http://x/path?")).toEqual({});
});

it.each([
  ["http://x/?a=1&a=2", "/a"],
  ["http://x/?a=%zz", "/%zz"],
  ["http://x/?a=%ff", "/%ff"],
])("refuses %s", (url, pointer) => {
  expect(() => queryOf(url)).toThrow(
    expect.objectContaining({
      code: "invalid_input",
      details: [expect.objectContaining({ pointer })],
    }),
  );
});

it("never throws anything but a refusal", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        queryOf(`http://x/?${text}`);
      } catch (error) {
        expect(error).toBeInstanceOf(CoreError);
      }
    }),
  );
});
