export {
  createLineParser,
  type LineParser,
  type LinePlace,
  parseBehaviourLine,
  type ParsedLine,
  parseLine,
  type ParseOptions,
} from "./parse-line.js";
