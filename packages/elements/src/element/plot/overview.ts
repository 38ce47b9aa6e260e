import type { SimulationParametersAnswer, SummaryAnswer } from "@cdp-whatif/core";
import type { LitElement } from "lit";
import { QuestionController } from "../../controller/question-controller.js";
import type { Locale } from "../../locale/locale.js";
import { type Named, nameOf } from "../../locale/name-of.js";
import type { DataSource } from "../../source/data-source.js";
import { SourceError } from "../../source/source-error.js";

/** All personas, regions and brands that the data knows, and which dates it spans. */
export interface Overview {
  readonly personas: readonly string[];
  readonly regions: readonly string[];
  readonly brands: readonly string[];
  readonly first: string | null;
  readonly last: string | null;
  readonly records: number;
  readonly cells: number;
  readonly demo: boolean;
  readonly names: Pick<SimulationParametersAnswer, "personas" | "regions" | "brands"> | null;
}

const idsOf = (named: readonly Named[] | undefined, ids: readonly string[]) => {
  const found = new Set(ids);
  const order = (named ?? []).map(({ id }) => id).filter((id) => found.has(id));
  return [...new Set([...order, ...[...found].sort()])];
};

/** What the data holds, in the catalogue's order; without a twin the ids stand for the names. */
export function overviewOf(
  summary: SummaryAnswer,
  names: SimulationParametersAnswer | null,
): Overview {
  return {
    personas: idsOf(names?.personas, Object.keys(summary.persona_breakdown)),
    regions: idsOf(names?.regions, Object.keys(summary.region_breakdown)),
    brands: idsOf(names?.brands, Object.keys(summary.brand_distribution_summary)),
    first: summary.first_date,
    last: summary.last_date,
    records: summary.total_records,
    cells: Object.keys(summary.cells).length,
    demo: summary.demo,
    names,
  };
}

/** A source that has a twin and no records: what may be asked, and nothing to look at. */
const withoutRecords = (names: SimulationParametersAnswer): Overview => ({
  personas: names.personas.map(({ id }) => id),
  regions: names.regions.map(({ id }) => id),
  brands: names.brands.map(({ id }) => id),
  first: null,
  last: null,
  records: 0,
  cells: 0,
  demo: names.demo,
  names,
});

/** Which catalogue a name is looked up in. */
export type NameKind = "personas" | "regions" | "brands";

/** How an id is shown. */
export function shownName(
  overview: Overview | null,
  kind: NameKind,
  id: string,
  locale: Locale,
): string {
  return nameOf(overview?.names?.[kind] ?? [], id, locale);
}

const hasNoData = (reason: unknown) => reason instanceof SourceError && reason.code === "no_data";

/** How long views that are made one after the other share what was told, ms. */
const SHARED_MS = 5000;

const told = new WeakMap<
  DataSource,
  { readonly at: number; readonly overview: Promise<Overview> }
>();

/** What a source holds, as it was told lately or is told now. */
function overviewFrom(source: DataSource): Promise<Overview> {
  const known = told.get(source);
  if (known && performance.now() - known.at < SHARED_MS) return known.overview;
  const overview = askOverview(source);
  told.set(source, { at: performance.now(), overview });
  // Who asks again after a failure is asking anew.
  overview.catch(() => told.delete(source));
  return overview;
}

async function askOverview(source: DataSource): Promise<Overview> {
  const [summary, parameters] = await Promise.allSettled([
    source.summary({}),
    source.simulationParameters(),
  ]);
  const names = parameters.status === "fulfilled" ? parameters.value : null;
  if (summary.status === "fulfilled" && (summary.value.total_records > 0 || names === null))
    return overviewOf(summary.value, names);
  const none = summary.status === "fulfilled" || hasNoData(summary.reason);
  if (none && names !== null) return withoutRecords(names);
  throw summary.status === "rejected" ? summary.reason : new SourceError("no_data", "no records");
}

/**
 * Asks what the data holds; elements of one source that ask within seconds share the answer.
 *
 * Names come with what may be simulated, which a source without a twin cannot tell: then the ids are shown.
 */
export function overviewQuestion(
  host: LitElement,
  source: () => DataSource | null,
): QuestionController<readonly [], Overview> {
  return new QuestionController(host, {
    source,
    ask: () => [] as const,
    run: overviewFrom,
  });
}
