import { pointer } from "../../schema/rejection.js";
import type { CsvHeader } from "../../source/index.js";
import { type ByteText, byteText } from "../../store/byte-text.js";
import { coerceTexts } from "../../validate/coerce.js";
import { FIELDS, fieldOf, MEANT } from "./known.js";

/** How the cells of a column are written as JSON. */
export type CellKind = "text" | "number" | "yes-no";

/** A column of a table, as a field of a line. */
export interface TableField {
  readonly column: number;
  /** A comma, the name as JSON, a colon. */
  readonly name: ByteText;
  readonly kind: CellKind;
  /** Place of what is noted when a cell was read as something else than a text; -1 for texts. */
  readonly repair: number;
}

/** Columns whose names begin alike: the fields of an object. */
export interface TableGroup {
  readonly name: ByteText;
  readonly fields: readonly TableField[];
}

/** How the rows of a table are written as lines. */
export interface TableTemplate {
  readonly columns: number;
  readonly delimiter: number;
  readonly fields: readonly TableField[];
  readonly groups: readonly TableGroup[];
  /** Columns that may make another record of a row, or a wrong one: their cells are empty in a plain row. */
  readonly foreign: readonly number[];
  /** Columns that say nothing of behaviour: of their texts nothing comes. */
  readonly ignored: readonly number[];
  /** Repairs of cells, in the order in which the general way notes them. */
  readonly repairs: readonly string[];
  /** Bytes of all names, and of what stands around values. */
  readonly bytes: number;
}

/** The template of a header; its names are distinct. */
export function tableTemplate({ columns, delimiter }: CsvHeader): TableTemplate {
  const paths = columns.map((column) => column.trim().split("."));
  const repairs = repairsOf(paths);
  const fields: TableField[] = [];
  const grouped = new Map<string, TableField[]>();
  const [foreign, ignored]: [number[], number[]] = [[], []];
  for (const [column, path] of paths.entries()) {
    const [first = "", second] = path;
    const repair = repairs.indexOf(`coerced:${pointer(...path)}`);
    const kind = repair < 0 ? "text" : first === "demo" ? "yes-no" : "number";
    const field = { column, name: nameText(path.at(-1) ?? ""), kind, repair } as const;
    if (path.length === 1 && fieldOf(first) !== 0) {
      fields.push(field);
    } else if (path.length === 2 && second !== undefined && isBrands(first)) {
      grouped.set(first, [...(grouped.get(first) ?? []), field]);
    } else {
      (fieldOf(first) !== 0 || MEANT.has(first) ? foreign : ignored).push(column);
    }
  }
  const groups = [...grouped].map(([name, inner]) => ({ name: nameText(name), fields: inner }));
  const names = [...fields, ...groups, ...groups.flatMap((group) => group.fields)];
  const bytes = names.reduce((sum, { name }) => sum + name.length + AROUND, 2);
  const all = { columns: columns.length, delimiter: delimiter.charCodeAt(0), bytes };
  return { ...all, fields, groups, foreign, ignored, repairs };
}

/** Two quotes, or two braces. */
const AROUND = 2;

function isBrands(name: string): boolean {
  const bit = fieldOf(name);
  return bit === FIELDS.brand_distribution || bit === FIELDS.brand_percentages;
}

function nameText(name: string): ByteText {
  return byteText(`,${JSON.stringify(name)}:`);
}

/** What the general way notes of a row all of whose cells are read as something else than texts, as far as they are. */
function repairsOf(paths: readonly (readonly string[])[]): readonly string[] {
  const line: Record<string, unknown> = {};
  for (const path of paths) {
    const [first = "", second] = path;
    if (path.length === 1) line[first] = first === "demo" ? "true" : "0";
    else if (path.length === 2) {
      line[first] = { ...(line[first] as object | undefined), [String(second)]: "0" };
    }
  }
  return coerceTexts(line, "behaviour").repairs;
}
