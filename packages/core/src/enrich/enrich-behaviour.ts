import { CoreError } from "../error.js";
import type {
  DriverEffect,
  EnrichedRow,
  EnrichedTable,
  RefusedEffect,
} from "../schema/enriched.js";
import type { HolidayCalendar } from "../schema/holiday-calendar.js";
import type { ContextSource } from "./context-index.js";
import { type EffectOptions, estimateEffects } from "./effect/estimate-effects.js";
import { type BehaviourSource, type JoinOptions, joinContext } from "./join-context.js";
import { provenanceOf } from "./provenance.js";
import { taiwanCalendar } from "./taiwan-calendar.js";

/** How a table is enriched. */
export interface EnrichOptions
  extends Partial<Omit<JoinOptions, "calendar">>,
    Omit<EffectOptions, "outcome"> {
  /** Default {@link taiwanCalendar}. */
  readonly calendar?: HolidayCalendar;
  /** Outcomes to estimate effects on; default the four scores and every brand's share. */
  readonly outcomes?: readonly string[];
}

/**
 * The Enriched Behaviour Model: every row as observed, with the context that was known of it, the estimated effects of
 * weather and holidays, the columns without them, and the provenance of every column.
 *
 * What the data do not allow is in `refused`, with the reason, and has no number.
 *
 * @throws CoreError `unknown_key` for an outcome that there is not
 */
export function enrichBehaviour(
  behaviour: Iterable<BehaviourSource>,
  context: Iterable<ContextSource>,
  { calendar = taiwanCalendar(), outcomes, ...options }: EnrichOptions = {},
): EnrichedTable {
  const sources = [...context];
  const joined = joinContext(behaviour, sources, { ...options, calendar });
  const names = outcomes ?? usualOutcomes(joined);
  const effects: DriverEffect[] = [];
  const refused: RefusedEffect[] = [];
  const adjusted: Record<string, number | null>[] = joined.map(() => ({}));
  for (const outcome of names) {
    try {
      const found = estimateEffects(joined, { ...options, outcome });
      effects.push(...found.effects);
      refused.push(...found.refused);
      for (const [i, columns] of adjusted.entries()) {
        columns[`${outcome}.weather`] = found.withoutWeather[i] ?? null;
        columns[`${outcome}.holiday`] = found.withoutHoliday[i] ?? null;
      }
    } catch (error) {
      if (!(error instanceof CoreError) || !REFUSALS.has(error.code)) throw error;
      refused.push({ outcome, code: error.code, message: error.message });
    }
  }
  const rows = joined.map((row, i) => ({ ...row, adjusted: adjusted[i] ?? {} }));
  const { id, source, from, to } = calendar;
  return {
    kind: "enriched-behaviour",
    version: 1,
    rows,
    columns: provenanceOf(rows, { effects, calendar }),
    effects,
    refused,
    calendar: { id, source, from, to },
    demo: rows.some(({ demo }) => demo) || sources.some(({ demo }) => demo),
  };
}

const REFUSALS = new Set(["too_few_rows", "no_variation", "not_positive_definite"]);

function usualOutcomes(rows: readonly EnrichedRow[]): string[] {
  const brands = [...new Set(rows.flatMap(({ shares }) => Object.keys(shares)))].sort();
  const scores = ["satisfaction", "digitalAdoption", "gamification", "efficiency"];
  return [...scores, ...brands.map((brand) => `share:${brand}`)];
}
