import { describe, expect, it } from "vitest";
import { findMachineDependence } from "./clean-arithmetic.mjs";

const found = (text: string) => findMachineDependence("x.ts", text).map((each) => each.found);

describe("the clean-arithmetic check", () => {
  it.each([
    ["Math.exp(1)", "Math.exp"],
    ["Math['log'](1)", "Math.log"],
    ["globalThis.Math.random()", "globalThis"],
    ["const { pow } = Math", "Math.…"],
    ["const m = Math", "Math.…"],
    ["f({ Math })", "Math.…"],
    ["x ** 2", "**"],
    ["2 ** 0.5", "**"],
    ["x **= 2", "**"],
    ["Date.now()", "Date.now"],
    ["new Date()", "new Date()"],
    ["Date()", "Date()"],
    ["performance.now()", "performance"],
    ["crypto.randomUUID()", "crypto"],
    ["at.getHours()", "at.getHours"],
    ["a.localeCompare(b)", "a.localeCompare"],
    ["n.toLocaleString()", "n.toLocaleString"],
    ["new Intl.NumberFormat('en')", "Intl.NumberFormat"],
  ])("reports %s", (text, expected) => {
    expect(found(text)).toEqual([expected]);
  });

  it.each([
    "Math.sqrt(Math.max(1, 2)) + Math.PI",
    "2 ** 53 + 2 ** -52 + (2 ** 32)",
    "new Date(0).getUTCHours() + Date.UTC(2026, 0) + Date.parse(text)",
    "const at: Date = read(); at instanceof Date",
    "row.Date + row.Math",
    "const row = { Math: 1, Date: 2 }",
    "type Row = { Date: Date; crypto: string }",
    "new Intl.DateTimeFormat('en-US', { timeZone })",
    "// Math.exp and Date.now",
    "'Math.exp(1)'",
  ])("accepts %s", (text) => {
    expect(found(text)).toEqual([]);
  });

  it("names the line", () => {
    const [violation] = findMachineDependence("x.ts", "const a = 1;\nconst b = Math.sin(a);\n");
    expect(violation).toMatchObject({ file: "x.ts", line: 2, found: "Math.sin" });
  });
});
