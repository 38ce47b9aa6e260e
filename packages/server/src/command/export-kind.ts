/** What can be written to a file. */
export const EXPORTS = ["behaviour", "twin", "results"] as const;
export type ExportKind = (typeof EXPORTS)[number];
