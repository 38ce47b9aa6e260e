import type { Names } from "../schema/names.js";
import type { RecordAnswers } from "./backend.js";
import { readBehaviourQuestion } from "./behaviour.js";
import type { SummaryAnswer } from "./model/behaviour.js";
import { checkKeys, FILTER_KEYS, readFilters } from "./query.js";
import { readSeriesQuestion } from "./series.js";

const NOTHING: Omit<SummaryAnswer, "filters_applied"> = {
  success: true,
  total_records: 0,
  total_people: 0,
  average_satisfaction: null,
  average_digital_adoption: null,
  average_gamification: null,
  average_efficiency: null,
  top_brand: null,
  brand_distribution_summary: {},
  persona_breakdown: {},
  region_breakdown: {},
  cells: {},
  first_date: null,
  last_date: null,
  demo: false,
};

/**
 * What an empty store answers, where a fitted twin is all there is: each question is read, and refused where it is wrong,
 * and finds nothing. A page with a twin carries no store.
 *
 * @param names - that may be asked for
 */
export function withoutRecords(names: Names): RecordAnswers {
  return {
    async behaviour(query) {
      const { order, events, applied } = readBehaviourQuestion(query, names);
      return {
        success: true,
        count: 0,
        data: [],
        ...(events && { events: [] }),
        filters_applied: applied,
        metadata: { next_cursor: null, order, demo: false },
      };
    },
    async summary(query) {
      checkKeys(query, FILTER_KEYS);
      return { ...NOTHING, filters_applied: readFilters(query, names).applied };
    },
    async series(query) {
      const { bucket, brand, applied } = readSeriesQuestion(query, names);
      return {
        success: true,
        bucket,
        brands: brand === null ? [] : [brand],
        cells: {},
        events: [],
        filters_applied: applied,
        demo: false,
      };
    },
  };
}
