/** A column of the table behind a chart; the unit is shown in its heading. */
export interface TableColumn {
  /** Heading in exports: stable, lower case, with its unit, whatever the language. */
  readonly key: string;
  readonly label: string;
  readonly numeric: boolean;
}

/** A cell: what is shown, and what is exported (numbers unrounded). */
export interface TableCell {
  readonly shown: string;
  readonly exported: string | number | null;
}

/** The numbers of a chart as rows. */
export interface TableModel {
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly (readonly TableCell[])[];
}

/** A text cell. */
export const text = (shown: string, exported: string = shown): TableCell => ({ shown, exported });

/** A number cell; a missing number is shown as a dash and exported empty. */
export const number = (value: number | null, show: (value: number) => string): TableCell =>
  value === null || !Number.isFinite(value)
    ? { shown: "–", exported: null }
    : { shown: show(value), exported: value };

const quoted = (value: string | number | null): string => {
  if (value === null) return "";
  const plain = typeof value === "number" ? String(value) : value;
  // A leading sign in a text would make a spreadsheet run it as a formula.
  const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** A table as CSV (RFC 4180), numbers unrounded. */
export function toCsv({ columns, rows }: TableModel): string {
  const lines = [columns.map(({ key }) => quoted(key))];
  for (const row of rows) lines.push(row.map(({ exported }) => quoted(exported)));
  return `${lines.map((line) => line.join(",")).join("\r\n")}\r\n`;
}
