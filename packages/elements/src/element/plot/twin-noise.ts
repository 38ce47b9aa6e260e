import type { LitElement } from "lit";
import type { Selection } from "../../controller/provider-context.js";
import { QuestionController } from "../../controller/question-controller.js";
import type { DataSource, SourceQuery } from "../../source/data-source.js";

/** A selection as query parameters. */
export function summaryQuery({
  persona,
  region,
  start,
  end,
}: Omit<Selection, "brand">): SourceQuery {
  const asked = { persona, region, start_date: start, end_date: end };
  return Object.fromEntries(
    Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== null),
  );
}

/** Asks the twin how much shares move beyond sampling; unanswered without a twin. */
export function noiseQuestion(
  host: LitElement,
  source: () => DataSource | null,
): QuestionController<readonly [], number> {
  return new QuestionController(host, {
    source,
    ask: () => [] as const,
    run: async (asked, _question, signal) => (await asked.twin({ signal })).noise,
  });
}
