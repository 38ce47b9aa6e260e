import fc from "fast-check";

const NAMES = [
  "timestamp",
  "group",
  "region",
  "total_personas",
  "brand_distribution.7-11",
  "brand_distribution.FamilyMart",
  "brand_distribution.全家",
  "brand_distribution.12",
  "brand_distribution",
  "brand_percentages.7-11",
  "brand_percentages.FamilyMart",
  'brand_percentages.a"b',
  "brand_percentages.a/~b",
  "brand_percentages.Other.x",
  "brand_percentages",
  "avg_satisfaction",
  "digital_adoption_rate",
  "gamification_engagement",
  "efficiency_score",
  "key_insights",
  "demo",
  "generated_at",
  "metadata.generated_at",
  "revision",
  "deleted",
  "event",
  "messageId",
  "type",
  "metadata.other",
  "day",
  "note.x",
  "date",
  "brand",
  "price",
  "extra",
  "__proto__",
];
/** Columns with which rows can be plain. */
export const USUAL = [
  "timestamp",
  "group",
  "region",
  "brand_percentages.7-11",
  "brand_percentages.FamilyMart",
];

/** Headers of names that come once; in those that have the usual ones no other is both a value and a level. */
const header = fc
  .tuple(fc.nat({ max: 3 }), fc.subarray(NAMES, { minLength: 2, maxLength: 14 }))
  .chain(([odd, some]) => {
    const names = odd === 0 ? some : [...new Set([...USUAL, ...some])];
    const nested = names.filter((name) => name.includes("."));
    const levels = new Set(nested.map((name) => name.split(".")[0]));
    const distinct = odd === 0 ? names : names.filter((name) => !levels.has(name));
    return fc.shuffledSubarray(distinct, { minLength: distinct.length });
  });

const LISTS = ['["a","號"]', "[]", '[ "a" , "b" ]\t', '["a"]', '["a","x\ny"]', '["\\"",""]'];
const ODD = [
  "",
  '["a"],"avg_satisfaction":0.5,"x":[]',
  '["a"],"avg_satisfaction":[0.5]',
  '["a","b"]}',
  '["a',
  '{"7-11":40',
  '{"7-11":40,"FamilyMart":60},"efficiency_score":0.5,"brand_distribution":{"7-11":40,"FamilyMart":60}',
  '40,"efficiency_score":0.5',
  '{"7-11":40,"',
  '[["a"]]',
  "[",
  "null",
  "true",
  'x"y',
  "x\ny",
  "x\r\ny",
  "a\\b",
  " 5",
  "\ufeffa",
  "𠮷",
  "\t",
  "x".repeat(200),
];
const NUMBERS = [
  "1.50",
  "1e3",
  " 0.5",
  "0.5 ",
  "null",
  "0.5",
  "05",
  "5.",
  ".5",
  "-1",
  "0",
  "40",
  "1,5",
  "viel",
  "1e-8",
];
/** Values that a column mostly has. */
function usualOf(name: string): readonly string[] {
  if (name === "timestamp")
    return ["2026-03-05 02:00:04", "2026-03-05T02:00:04Z", "2026-03-08 02:30:00"];
  if (name === "generated_at") return ["2026-03-06 00:00:00", "", ""];
  if (name === "group") return ["新鮮人", "Fresh_Grad", " Fresh_Grad"];
  if (name === "region") return ["台北", "臺北", "Taipei"];
  if (name === "key_insights") return LISTS;
  if (name === "demo") return ["true", "false", ""];
  if (name === "total_personas") return ["100", "100.0", ""];
  if (name === "brand_distribution") return ['{"7-11":40,"FamilyMart":60}', '{"7-11":"1"}', ""];
  if (name === "brand_percentages") return ['{"7-11":40, "FamilyMart":60.0}', ""];
  if (name.endsWith(".7-11")) return ["40", "40.0"];
  if (name.endsWith(".FamilyMart")) return ["60", "60", "60.00", "60.1", ""];
  if (/^(avg|digital|gamif|effic)/.test(name)) return ["0.50", "0.1234", "1", ""];
  if (/^(metadata|revision|deleted|event|messageId)/.test(name)) return ["", "", "", "", "", "1"];
  return ["", "x", "1", 'a "b"'];
}
const cellOf = (name: string) =>
  fc.oneof(
    { weight: 60, arbitrary: fc.constantFrom(...usualOf(name)) },
    { weight: 1, arbitrary: fc.constantFrom(...NUMBERS) },
    { weight: 1, arbitrary: fc.constantFrom(...ODD, ...LISTS) },
  );

/** A cell as it stands in a row. @param always - quotes around every cell, as some programs write them */
export const written = (
  cell: string,
  { delimiter, always }: { delimiter: string; always: boolean },
) =>
  always || /["\n\r]/.test(cell) || cell.includes(delimiter)
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;

const table = header.chain((names) =>
  fc
    .record({
      rows: fc.array(fc.tuple(...names.map(cellOf)), { maxLength: 10 }),
      delimiter: fc.constantFrom(",", ";", "\t"),
      end: fc.constantFrom("\n", "\r\n"),
      always: fc.boolean(),
      mark: fc.constantFrom("", "", "\ufeff"),
      ended: fc.boolean(),
      /** Rows as they stand, put between the others. */
      between: fc.array(
        fc.tuple(
          fc.nat({ max: 10 }),
          fc.constantFrom("", " ", ",,,", "a", 'x"y', '"x', ",".repeat(40)),
        ),
        { maxLength: 2 },
      ),
    })
    .map(({ rows, delimiter, end, always, mark, ended, between }) => {
      const line = (cells: readonly string[]) =>
        cells.map((cell) => written(cell, { delimiter, always })).join(delimiter);
      const texts = rows.map(line);
      for (const [at, text] of between) texts.splice(at, 0, text.replaceAll(",", delimiter));
      const head = names.map((name) => written(name, { delimiter, always: false })).join(delimiter);
      return `${mark}${[head, ...texts].join(end)}${ended ? end : ""}`;
    }),
);
/** Bytes changed at places given as parts of the whole. */
const damage = fc.array(
  fc.tuple(
    fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    fc.constantFrom(0, 10, 13, 34, 44, 48, 59, 9, 91, 92, 93, 123, 125, 0xff, 0xe5),
  ),
  { maxLength: 2 },
);
/** Bytes of tables, plain and odd, some of them damaged. */
export const damagedTable = fc
  .tuple(table, fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, damage))
  .map(([text, changes]) => {
    const bytes = new TextEncoder().encode(text);
    for (const [part, byte] of changes) bytes[Math.floor(part * bytes.length)] = byte;
    return bytes;
  });
