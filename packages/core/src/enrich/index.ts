export { createEnrichment } from "./enrich.js";
