import { expect, it } from "vitest";
import { readAudit } from "./audit.mjs";
import { secretsIn } from "./secrets.mjs";

const repeated = (length: number) => "a1B2".repeat(length).slice(0, length);

it.each([
  ["private key", `-----BEGIN ${"EC PRIVATE"} KEY-----`],
  ["AWS access key", `id = AKIA${"Q7".repeat(8)}`],
  ["API key of ours", `cdp_${"0a".repeat(6)}_${"1b".repeat(32)}`],
  ["GitHub token", `ghp_${repeated(36)}`],
  ["npm token", `//registry/:_authToken=${repeated(36)}`],
  ["signed token", ["eyJ", "eyJ", "sig"].map((start) => start + repeated(24)).join(".")],
])("finds a %s", (name, line) => {
  expect(secretsIn(`first\n${line}\nlast`)).toEqual([{ line: 2, name }]);
  expect(secretsIn(`${line} not-a-secret`)).toEqual([]);
});

it("reads what an audit found, and why there was none", () => {
  const via = [{ title: "Prototype pollution" }, "other"];
  const found = { vulnerabilities: { lib: { severity: "high", via } } };
  expect(readAudit(JSON.stringify(found))).toEqual({
    weak: [{ name: "lib", severity: "high", titles: ["Prototype pollution"] }],
  });
  expect(readAudit(`npm warn audit 405\n${JSON.stringify({ message: "405" })}`)).toEqual({
    notRun: "405",
  });
  expect(readAudit("npm: not found\n")).toEqual({ notRun: "npm: not found" });
});
