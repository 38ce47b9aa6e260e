import { CoreError } from "@cdp-whatif/core";
import { expect, it } from "vitest";
import { DoorError, PROBLEMS, problemOf } from "./problem.js";

it("gives every code a status that is an error and a title", () => {
  for (const [code, { status, title }] of Object.entries(PROBLEMS)) {
    expect(status, code).toBeGreaterThanOrEqual(400);
    expect(status, code).toBeLessThan(600);
    expect(title, code).toMatch(/^[A-Z]/);
  }
});

it("points at each wrong place with status 422", () => {
  const errors = [{ pointer: "/persona", detail: "unknown" }];
  const problem = problemOf(new CoreError("unknown_persona", "no such persona", errors), "/x");
  expect(problem).toEqual({
    type: "/docs/problem#unknown_persona",
    title: "Unknown persona",
    status: 422,
    detail: "no such persona",
    instance: "/x",
    code: "unknown_persona",
    errors,
  });
});

it("points at the whole input where no place is known", () => {
  const { errors } = problemOf(new CoreError("invalid_input", "nothing fits"), "/x");
  expect(errors).toEqual([{ pointer: "", detail: "nothing fits" }]);
});

it.each([
  new Error("/srv/secret/file is gone"),
  new TypeError("Cannot read properties of undefined (at /srv/secret)"),
  new CoreError("file_not_found", "/srv/secret/data.jsonl: there is no such file"),
  new CoreError("store_locked", "/srv/secret/cdp.duckdb is held by process 4711"),
  "thrown text of /srv/secret",
])("tells clients nothing of the inside: %s", (error) => {
  const problem = problemOf(error, "/x");
  expect(problem.status).toBeGreaterThanOrEqual(500);
  expect(JSON.stringify(problem)).not.toContain("secret");
});

it("tells what to wait for when not ready", () => {
  const problem = problemOf(new DoorError("not_ready", "The twin is being fitted."), "/x");
  expect(problem).toMatchObject({ status: 503, detail: "The twin is being fitted." });
});
