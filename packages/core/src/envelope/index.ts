export { type ChangeLines, changeLines, type RowMapping, unwrapChange } from "./change-lines.js";
export { debezium, debeziumChange } from "./debezium.js";
