/**
 * Lets DuckDB read a file of behaviour lines by itself into a table of an empty file, and prints how many it read.
 *
 *     node bench/work/read-json.mjs FILE DATABASE
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { root } from "../../scripts/steps.mjs";

/**
 * The engine that the store uses. It is a dependency of the packages; one of the root, too, would hide that they use it.
 *
 * @typedef {{ run(sql: string): Promise<unknown>, runAndReadAll(sql: string): Promise<{ getRows(): unknown[][] }>, closeSync(): void }} Connection
 * @typedef {{ connect(): Promise<Connection>, closeSync(): void }} Instance
 * @type {{ DuckDBInstance: { create(path: string): Promise<Instance> } }}
 */
const { DuckDBInstance } = createRequire(join(root, "packages/core/package.json"))(
  "@duckdb/node-api",
);

const COLUMNS = {
  timestamp: "TIMESTAMP",
  group: "VARCHAR",
  region: "VARCHAR",
  total_personas: "INTEGER",
  brand_distribution: "MAP(VARCHAR, INTEGER)",
  brand_percentages: "MAP(VARCHAR, DOUBLE)",
  avg_satisfaction: "DOUBLE",
  digital_adoption_rate: "DOUBLE",
  gamification_engagement: "DOUBLE",
  efficiency_score: "DOUBLE",
  key_insights: "VARCHAR[]",
};

const quoted = (/** @type {string} */ text) => `'${text.replaceAll("'", "''")}'`;
const columns = Object.entries(COLUMNS).map(([name, type]) => `"${name}": ${quoted(type)}`);

const [file = "", database = ""] = process.argv.slice(2);
const instance = await DuckDBInstance.create(database);
const connection = await instance.connect();
await connection.run(
  `CREATE TABLE behaviour AS FROM read_json(${quoted(file)}, format = 'newline_delimited', columns = {${columns.join(", ")}})`,
);
const counted = await connection.runAndReadAll("SELECT count(*) FROM behaviour");
const [[records] = []] = counted.getRows();
connection.closeSync();
instance.closeSync();
console.log(JSON.stringify({ records: Number(records) }));
