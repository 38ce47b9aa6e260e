/** A row of a table: numbers, texts that name categories, true or false; null (or nothing, or NaN) where a value is missing. */
export type FeatureRow = Readonly<Record<string, number | string | boolean | null | undefined>>;

/** What a column holds: numbers, true or false (as 1 and 0), or names of categories. */
export type FeatureKind = "number" | "boolean" | "category";
