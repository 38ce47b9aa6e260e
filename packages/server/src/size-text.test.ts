import { expect, it } from "vitest";
import { sizeText } from "./size-text.js";

it.each([
  [0, "0 B"],
  [1536, "1.5 KiB"],
  [5 * 2 ** 30, "5 GiB"],
])("writes %d bytes as %s", (bytes, text) => {
  expect(sizeText(bytes)).toBe(text);
});
