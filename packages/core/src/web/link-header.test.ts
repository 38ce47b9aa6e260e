import { expect, it } from "vitest";
import { linkTarget } from "./link-header.js";

it.each([
  ['<https://example.org/?page=2>; rel="next"', "https://example.org/?page=2"],
  ["</a?x=1,2>; rel=prev, </b?x=2;3>; rel=next", "/b?x=2;3"],
  ['<a>; title="rel=next, <x>"; rel="last", <b>; REL="prev NEXT"', "b"],
  ['<a>; rel="first"; rel="next"', null],
  ['<a> ; title="say \\"next\\"" ; rel = "next"', "a"],
  ["<a>; rel=nextpage", null],
  ["rel=next", null],
  ["", null],
  [null, null],
])("reads %s", (header, target) => {
  expect(linkTarget(header, "next")).toBe(target);
});
