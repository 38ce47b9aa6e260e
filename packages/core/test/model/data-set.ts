import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { sharedData } from "../../../../scripts/shared-data.js";

const own = fileURLToPath(new URL("../fixture/data", import.meta.url));

/**
 * Folder of a reference data set: of the copies that may be handed on, else of `../shared/data`.
 *
 * @returns null where it is absent, for `describe.skipIf(dataSet("x") === null)("… (needs ../shared/data/x)", …)`
 */
export function dataSet(name: string): string | null {
  const copy = join(own, name);
  return existsSync(copy) ? copy : sharedData(name);
}

/** Rows of a comma-separated file without quotes, by column name. @throws Error where the set is absent */
export function readTable(name: string, file = `${name}.csv`): Record<string, string>[] {
  const [head = "", ...lines] = read(name, file).trim().split(/\r?\n/);
  const columns = head.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    return Object.fromEntries(columns.map((column, i) => [column, cells[i] ?? ""]));
  });
}

/** `reference.json` (or another file) of a set, as it is. @throws Error where the set is absent */
export function readReference<T = unknown>(name: string, file = "reference.json"): T {
  return JSON.parse(read(name, file)) as T;
}

function read(name: string, file: string): string {
  const folder = dataSet(name);
  if (folder === null) throw new Error(`found no data set ${name}; skip what needs it`);
  return readFileSync(join(folder, file), "utf8");
}
