import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { forbiddenTo } from "../rooms.mjs";
import { bin, capture, root } from "../steps.mjs";

const core = "packages/core/src";

/** Files of a project in which each import but those of `clean` breaks a rule. */
const planted = {
  "package.json": `{ "type": "module", "dependencies": { "d3-scale": "*" } }`,
  "tsconfig.json": "{}",
  "node_modules/d3-scale/package.json": `{ "name": "d3-scale", "main": "index.js" }`,
  "node_modules/d3-scale/index.js": "export const scaleLinear = 1;",
  [`${core}/error.ts`]: "export const error = 1;",
  [`${core}/math/clean.ts`]: `export { error } from "../error.js";`,
  [`${core}/math/later.ts`]: `export { port } from "../store/port.js";`,
  [`${core}/store/port.ts`]: "export const port = 1;",
  [`${core}/source/beside.ts`]: `export { port } from "../store/port.js";`,
  [`${core}/simulate/built-in.ts`]: `export { readFileSync } from "node:fs";`,
  [`${core}/model/circle.ts`]: `export { b } from "./circle-back.js"; export const a = 1;`,
  [`${core}/model/circle-back.ts`]: `export { a } from "./circle.js"; export const b = 1;`,
  [`${core}/cellar/unlisted.ts`]: `export { error } from "../error.js";`,
  [`${core}/pipeline/view.ts`]: `export { chart } from "../../../elements/src/chart/clean.js";`,
  "packages/elements/src/chart/clean.ts": `export { scaleLinear as chart } from "d3-scale";`,
  "packages/elements/src/element/draws.ts": `export { scaleLinear } from "d3-scale";`,
  "packages/elements/src/element/deep.ts": `export { port } from "../../../core/src/store/port.js";`,
};

let folder = "";
let report = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cdp-imports-"));
  for (const [name, text] of Object.entries(planted)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const args = ["packages", "--config", join(root, ".dependency-cruiser.mjs"), "--no-cache"];
  const { output } = await capture(bin("depcruise"), args, { cwd: folder });
  report = output;
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the import rules", () => {
  it.each([
    ["core-math-imports-only-earlier-rooms", `${core}/math/later.ts`],
    ["core-source-imports-only-earlier-rooms", `${core}/source/beside.ts`],
    ["node-built-ins-stay-in-adapters", `${core}/simulate/built-in.ts`],
    ["no-cycles", `${core}/model/circle`],
    ["core-rooms-are-listed", `${core}/cellar/unlisted.ts`],
    ["core-knows-no-other-package", `${core}/pipeline/view.ts`],
    ["d3-stays-in-chart-and-format", "packages/elements/src/element/draws.ts"],
    ["core-only-by-its-entry-points", "packages/elements/src/element/deep.ts"],
    ["core-by-its-name", "packages/elements/src/element/deep.ts"],
  ])("%s is broken by %s", (rule, file) => {
    expect(report).toMatch(new RegExp(`error ${rule}: ${file}`));
  });

  it("say nothing of what is right", () => {
    expect(report).not.toContain("clean.ts →");
  });

  it("keep the rooms of one row apart", () => {
    expect(forbiddenTo("pipeline")).toContain("simulate");
    expect(forbiddenTo("pipeline")).not.toContain("store");
    expect(forbiddenTo("error")).toContain("math");
  });
});
