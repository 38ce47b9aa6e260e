export * from "./generate-files.js";
