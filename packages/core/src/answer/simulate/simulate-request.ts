import { Catalogue } from "../../schema/catalogue.js";
import { createNames, type Names } from "../../schema/names.js";
import type { Band, BandPath, CellPath, SimulationResult } from "../../schema/simulation-result.js";
import type { Twin } from "../../schema/twin.js";
import { type ReceiptOptions, receipt } from "../../simulate/receipt.js";
import { recordFor } from "../../simulate/record-for.js";
import { simulate } from "../../simulate/simulate.js";
import type { SimulationResponse } from "../model/simulation.js";
import { resultSentence } from "../sentence/result-sentence.js";
import { localeOf } from "../sentence/say.js";
import { eventName } from "./event-name.js";
import { type AskedSimulation, readBody } from "./read-body.js";
import { toScenario } from "./to-scenario.js";

const namesOfTwin = new WeakMap<Twin, Names>();

/** Names that may be asked of a twin: its own and its catalogue's; kept while the twin lives. */
export function twinNames(twin: Twin): Names {
  const known = namesOfTwin.get(twin);
  if (known) return known;
  const made = createNames(Catalogue.parse(twin.catalogue), {
    personas: new Set(twin.cells.map(({ persona }) => persona)),
    regions: new Set(twin.cells.map(({ region }) => region)),
    brands: twin.brands,
  });
  namesOfTwin.set(twin, made);
  return made;
}

/** How an answer is made and how its sentences read. */
export interface SimulateRequestOptions extends ReceiptOptions {
  /** Language of the sentences, `en` or `zh-TW`. */
  readonly locale?: string | undefined;
  /** Also the path by day. */
  readonly series?: boolean | undefined;
  /** Agents × periods × replications, with the baseline, that are carried; more are `out_of_range`. */
  readonly mostAgentSteps?: number | undefined;
}

/**
 * Answers `POST /api/v1/simulate`: the same body and twin give the same answer in a page, a command and a server.
 *
 * @param body - in any of the forms of the contract
 * @throws CoreError `invalid_input` | `unknown_key` | `out_of_range` | `no_lever` | `unknown_persona` |
 * `unknown_region` | `unknown_brand` | `no_data`
 */
export function simulateRequest(
  twin: Twin,
  body: unknown,
  { locale: language, series = false, mostAgentSteps, hash }: SimulateRequestOptions = {},
): SimulationResponse {
  const names = twinNames(twin);
  const asked = readBody(body, { names, events: twin.catalogue.events, series });
  const result = simulate(twin, toScenario(asked, { names, series }), { mostAgentSteps });
  const locale = localeOf(language);
  const { reasons, needs, status } = result.verdict;
  const headline = asked.changes[0];
  return {
    success: true,
    event: eventName(headline, locale),
    event_type: headline?.type ?? result.scenario.interventions[0]?.type ?? "none",
    parameters: echoed(asked),
    results: percent(result.results),
    baseline: percent(result.baseline),
    change: percent(result.change),
    bands: bandsInPercent(result.bands),
    change_bands: bandsInPercent(result.changeBands),
    luck: percent(result.luck),
    change_luck: percent(result.changeLuck),
    forecast_bands: bandsInPercent(result.forecastBands),
    forecast_change_bands: bandsInPercent(result.forecastChangeBands),
    ...(series && { series: pathsInPercent(result.series) }),
    cells: result.cells,
    incidence: result.incidence,
    money: result.money,
    ...(result.agents && { agents: result.agents }),
    insights: result.insights.map((insight) => resultSentence(insight, locale)),
    projected_impact: result.impact,
    verdict: {
      status,
      reasons: reasons.map((reason) => resultSentence(reason, locale)),
      needs: needs.map((need) => resultSentence(need, locale)),
      codes: [...reasons, ...needs].map(({ code }) => code),
    },
    provenance: {
      ...result.provenance,
      demo: result.demo,
      engine: result.engine,
      twin_digest: result.twinDigest,
    },
    receipt: receipt(result, { hash }),
  };
}

/** The parameters as asked; of several stacked changes, a list. */
function echoed({ changes }: AskedSimulation): Record<string, unknown> {
  const [only] = changes;
  if (changes.length <= 1) return { ...only?.parameters };
  return {
    interventions: changes.map(({ type, parameters }) => ({ event_type: type, ...parameters })),
  };
}

type ByCellAndBrand<T> = Record<string, Record<string, T>>;

function mapped<T, U>(values: ByCellAndBrand<T>, change: (value: T) => U): ByCellAndBrand<U> {
  const cells = Object.entries(values);
  const all = recordFor<Record<string, U>>(cells.length);
  for (const [cell, brands] of cells) {
    const one: Record<string, U> = {};
    for (const [brand, value] of Object.entries(brands)) one[brand] = change(value);
    all[cell] = one;
  }
  return all;
}

const percent = (values: ByCellAndBrand<number>) => mapped(values, (value) => 100 * value);

const bandsInPercent = (values: ByCellAndBrand<Band>) =>
  mapped(values, (band) => ({
    p2_5: 100 * band.p2_5,
    p10: 100 * band.p10,
    p25: 100 * band.p25,
    p50: 100 * band.p50,
    p75: 100 * band.p75,
    p90: 100 * band.p90,
    p97_5: 100 * band.p97_5,
  }));

function pathsInPercent(series: SimulationResult["series"]): ByCellAndBrand<CellPath> {
  const all = (values: number[]) => values.map((value) => 100 * value);
  const each = (bands: BandPath): BandPath => ({
    p2_5: all(bands.p2_5),
    p10: all(bands.p10),
    p25: all(bands.p25),
    p50: all(bands.p50),
    p75: all(bands.p75),
    p90: all(bands.p90),
    p97_5: all(bands.p97_5),
  });
  return mapped(series ?? {}, ({ result, baseline, p10, p90, luck, bands, forecast }) => ({
    result: all(result),
    baseline: all(baseline),
    p10: p10 && all(p10),
    p90: p90 && all(p90),
    ...(luck && { luck: all(luck) }),
    ...(bands && { bands: each(bands) }),
    ...(forecast && { forecast: each(forecast) }),
  }));
}
