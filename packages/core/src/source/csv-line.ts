import { CoreError } from "../error.js";

/** Makes the JSON of a row: fields as the columns name them, all values texts. */
export type RowToJson = (cells: readonly string[]) => string;

type Tree = { [key: string]: unknown };

/**
 * How rows of these columns become JSON objects.
 *
 * A dot in a column's name goes one level down: `promotion.discount`. An empty cell is an absent field. A cell that holds a
 * JSON object or list is that; every other cell is a text, since such a file has no types.
 *
 * @throws CoreError `source_failed` for a name that is empty, comes twice, or is both a value and a level
 */
export function rowToJson(columns: readonly string[], source: string): RowToJson {
  const paths = columns.map((column) => column.trim().split("."));
  expectDistinct(paths, source);
  return (cells) => {
    const line = emptyObject();
    for (const [index, path] of paths.entries()) {
      const cell = cells[index] ?? "";
      if (cell !== "") put(line, path, cellValue(cell));
    }
    return JSON.stringify(line);
  };
}

/** An object without a prototype, so that a column may have any name. */
function emptyObject(): Tree {
  return Object.create(null) as Tree;
}

function put(line: Tree, path: readonly string[], value: unknown): void {
  let at = line;
  for (const key of path.slice(0, -1)) {
    const inner = (at[key] as Tree | undefined) ?? emptyObject();
    at[key] = inner;
    at = inner;
  }
  at[path.at(-1) ?? ""] = value;
}

function cellValue(cell: string): unknown {
  const first = cell.charCodeAt(0);
  if (first !== 0x7b && first !== 0x5b) return cell;
  try {
    return JSON.parse(cell);
  } catch (error) {
    if (error instanceof SyntaxError) return cell;
    throw error;
  }
}

function expectDistinct(paths: readonly (readonly string[])[], source: string): void {
  const values = new Set<string>();
  const levels = new Set<string>();
  for (const path of paths) {
    const name = path.join(".");
    if (path.includes("")) throw wrong(source, `the column name ${JSON.stringify(name)}`);
    if (values.has(name)) throw wrong(source, `the column ${JSON.stringify(name)} twice`);
    values.add(name);
    for (let depth = 1; depth < path.length; depth++) levels.add(path.slice(0, depth).join("."));
  }
  for (const level of levels) {
    if (values.has(level))
      throw wrong(source, `the column ${JSON.stringify(level)} beside parts of it`);
  }
}

function wrong(source: string, found: string): CoreError {
  return new CoreError(
    "source_failed",
    `${source}: found ${found} in the header, expected distinct names of columns, with dots for levels`,
    [{ pointer: "", detail: `the header has ${found}` }],
  );
}
