import fc from "fast-check";
import { expect, it } from "vitest";
import { cwaNumber, cwaText } from "./cwa.js";

it("reads what was measured, and nothing else, as a number", () => {
  expect(["17.3", "0.0", "-3.5", 21].map(cwaNumber)).toEqual([17.3, 0, -3.5, 21]);
  const codes = ["-99", "-99.0", "-990.0", "-999", "-98", -99, "X", "T", "", " ", "1e9", "NaN"];
  for (const code of [...codes, null, undefined]) expect(cwaNumber(code)).toBeNull();
});

it("gives a number only where it stands in the text", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
      const number = cwaNumber(text);
      return number === null || (number === Number(text) && number > -90);
    }),
  );
});

it("takes codes of missing values for no words", () => {
  expect(cwaText("陰有雨")).toBe("陰有雨");
  for (const code of ["-99", "X", " ", null, -99]) expect(cwaText(code)).toBeNull();
});
