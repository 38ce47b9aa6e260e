import { expect, it } from "vitest";
import { mentionOf } from "./mention.js";

it.each([
  ["ann", '{"userId":"ann"}', true],
  ["ann", String.raw`{"body":"{\"userId\":\"ann\"}"}`, true],
  ["ann", "ann, 3 items", false],
  ["ann@example.com", "ann@example.com;3 items", true],
  ["ann@example.com", "joann@example.com", false],
  ["ann@example.com", "https://example.com/?u=ann%40example.com&x=1", true],
  ["12345", '{"userId":12345}', true],
  ["12345", '{"price":1234567}', false],
  ["王小明", String.raw`{"name":"\u738b\u5c0f\u660e"}`, false],
  ["王小明先生", String.raw`{"name":"\u738b\u5c0f\u660e\u5148\u751f"}`, true],
  ["a.c-d", "abc-d", false],
  ["\ud800bcd", '{"userId":"\\ud800bcd"}', true],
])("looks for %j in %j", (id, text, found) => {
  expect(mentionOf([id])(text)).toBe(found);
  expect(mentionOf(["other-id", id])(text)).toBe(found);
});
