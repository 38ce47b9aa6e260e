export { jsonLines, type LineOptions, textLines } from "./json-lines.js";
export type { LineBatch, SourceLine } from "./line-batch.js";
export type { ByteSource } from "./source.js";
export { byteSource, onceSource, textSource } from "./text-source.js";
