import { expect, it } from "vitest";
import { number, text, toCsv } from "./table-model.js";

const columns = [
  { key: "brand", label: "Brand", numeric: false },
  { key: "share_percent", label: "Share (%)", numeric: true },
];

it("writes numbers unrounded, missing ones empty, and quotes what needs it", () => {
  const show = (value: number) => value.toFixed(1);
  const rows = [
    [text('a "b", c'), number(33.3333333, show)],
    [text("全家"), number(null, show)],
  ];
  expect(rows[0]?.[1]?.shown).toBe("33.3");
  expect(rows[1]?.[1]?.shown).toBe("–");
  expect(toCsv({ caption: "", columns, rows })).toBe(
    'brand,share_percent\r\n"a ""b"", c",33.3333333\r\n全家,\r\n',
  );
});

it("keeps a spreadsheet from running a text as a formula", () => {
  expect(toCsv({ caption: "", columns, rows: [[text("=1+1"), text("-x")]] })).toContain(
    "'=1+1,'-x",
  );
  expect(toCsv({ caption: "", columns, rows: [[text("a"), number(-2, String)]] })).toContain(
    "a,-2",
  );
});
