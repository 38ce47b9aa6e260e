/** Which dead letters are looked at; times as of `<input type="datetime-local">`, in the reader's zone. Empty: no bound. */
export interface LetterFilter {
  readonly rule: string;
  readonly source: string;
  readonly since: string;
  readonly until: string;
}

export const NO_FILTER: LetterFilter = { rule: "", source: "", since: "", until: "" };

/** A time to the minute stands, as an upper bound, for all of that minute. */
const REST_OF_MINUTE_MS = 59_999;

const instant = (local: string, plus = 0) => new Date(Date.parse(local) + plus).toISOString();

/** The filter as the server's parameters, without what is empty. */
export function filterQuery({ rule, source, since, until }: LetterFilter): Record<string, string> {
  return {
    ...(rule && { rule }),
    ...(source && { source }),
    ...(since && { since: instant(since) }),
    ...(until && { until: instant(until, until.length > 16 ? 0 : REST_OF_MINUTE_MS) }),
  };
}

/** Lines of JSON, each with its end. */
export const toJsonLines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join("");
