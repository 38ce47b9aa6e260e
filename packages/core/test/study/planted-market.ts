import { learnTwin, type TwinFit } from "../../src/model/index.js";
import type { History } from "../../src/schema/history.js";
import { dateOfDay, dayOfDate } from "../../src/schema/time-text.js";
import { catalogueOf, type Truth } from "../../src/synthetic/index.js";
import { historyOf, plantedRecords } from "../twin/planted-history.js";
import { HORIZON, type MarketKind, marketPlan } from "./market-plan.js";
import { type TrueState, trueState } from "./truth-path.js";

/** A planted market, and a twin that was fitted to all of its days but the last {@link HORIZON}. */
export interface StudyMarket {
  readonly seed: number;
  readonly kind: MarketKind;
  readonly truth: Truth;
  readonly state: TrueState;
  readonly fit: TwinFit;
  readonly knownDays: number;
  /** All days, those after the fit included. */
  readonly whole: History;
}

export async function studyMarket(seed: number): Promise<StudyMarket> {
  const { options, kind } = marketPlan(seed);
  const { truth, records } = plantedRecords(options);
  const knownDays = truth.days - HORIZON;
  const from = dateOfDay(dayOfDate(truth.start) + knownDays);
  const known = await historyOf(records.filter(({ date }) => date < from));
  const fit = learnTwin(known, { catalogue: catalogueOf(truth) });
  const whole = await historyOf(records);
  return { seed, kind, truth, state: trueState(truth, knownDays), fit, knownDays, whole };
}
