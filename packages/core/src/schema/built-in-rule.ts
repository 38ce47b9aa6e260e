/** What a rule looks at. */
export const RULE_GROUPS = ["reading", "schema", "type", "business", "duplicate"] as const;
export type RuleGroup = (typeof RULE_GROUPS)[number];

/** A rule that every line is held to. */
export interface BuiltInRule {
  readonly id: string;
  readonly group: RuleGroup;
  /** What is rejected. */
  readonly rejects: string;
}

const rule = (group: RuleGroup, id: string, rejects: string): BuiltInRule => ({
  id,
  group,
  rejects,
});

/** Every rule of the pipeline's own, in the order in which a line meets them. */
export const BUILT_IN_RULES: readonly BuiltInRule[] = [
  rule("reading", "line_too_long", "a line of more than 1 MiB"),
  rule("reading", "binary", "a line with a NUL byte"),
  rule("reading", "invalid_utf8", "bytes that are not UTF-8"),
  rule("reading", "truncated", "a last line that is cut off"),
  rule("reading", "invalid_json", "a line that is no JSON"),
  rule("reading", "not_an_object", "JSON that is no object"),
  rule("reading", "too_deep", "more than 64 levels of objects and lists"),
  rule("reading", "lone_surrogate", "half of an escaped surrogate pair"),
  rule("reading", "csv_quotes", "a row of a table whose quotes do not match"),
  rule("reading", "csv_columns", "a row of a table with more or fewer cells than columns"),
  rule("reading", "invalid_envelope", "a message that is not of the envelope it should have"),
  rule("reading", "payload_column", "a changed row whose column holds no record"),
  rule("reading", "no_row_before", "a deletion that does not say which row went"),
  rule("reading", "unchanged_value", "a changed row whose unchanged values were left out"),
  rule("reading", "truncate", "the emptying of a whole table"),
  rule("schema", "unrecognised", "the fields of no known kind of record"),
  rule("schema", "demo_row", "an invented row of the original dashboard's demo"),
  rule("schema", "missing", "a needed field that is absent"),
  rule("schema", "empty", "a text that is empty"),
  rule("type", "type", "a value of another type"),
  rule("type", "not_finite", "a number beyond double precision"),
  rule("type", "unreadable_date", "a time that is not on the calendar"),
  rule("business", "negative", "an amount below zero"),
  rule("business", "out_of_range", "a value outside its range"),
  rule("business", "bad_name", "a name that is blank or longer than 200 characters"),
  rule("business", "no_people", "shares of nobody"),
  rule("business", "counts_do_not_sum", "counts that do not sum to their total"),
  rule("business", "shares_do_not_sum", "shares that do not sum to 1, or percent to 100"),
  rule("business", "percentages_do_not_sum", "percentages that do not sum to 100"),
  rule("business", "shares_conflict", "percentages that contradict the distribution"),
  rule("business", "brand_twice", "two spellings of one brand in one record"),
  rule("business", "no_time", "a record that cannot be placed in time"),
  rule("business", "no_zone", "a local time without a zone"),
  rule("business", "in_the_future", "an observation after the given moment"),
  rule("business", "erased", "an event of a customer who was erased"),
  rule("duplicate", "superseded", "a record that lost against another of the same key"),
];
