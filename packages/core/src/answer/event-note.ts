import type { InterventionRecord } from "../schema/record.js";
import type { RecordStore } from "../store/record-store.js";
import type { EventNote } from "./model/behaviour.js";
import type { Filters } from "./query.js";
import { timestamp } from "./timestamp.js";

/** Whether an event touches the cells that were asked for. */
export function concerns(
  event: InterventionRecord,
  { persona, region }: Pick<Filters, "persona" | "region">,
): boolean {
  return (
    (persona === undefined || event.persona === null || event.persona === persona) &&
    (region === undefined || event.region === null || event.region === region)
  );
}

/**
 * The events between two places of a list, in its order: those after `after` (exclusive) up to `until` (inclusive), so
 * that pages of rows show each event once.
 */
export async function eventsBetween(
  store: RecordStore,
  filters: Omit<Filters, "applied">,
  place: { order: "asc" | "desc"; after: number | undefined; until: number | undefined },
): Promise<EventNote[]> {
  const { order, after, until } = place;
  const { fromDay, toDay } = filters;
  const events = await store.records({ kind: "intervention", fromDay, toDay, order });
  const sign = order === "asc" ? 1 : -1;
  return events
    .filter(
      (event) =>
        concerns(event, filters) &&
        (after === undefined || sign * (event.at - after) > 0) &&
        (until === undefined || sign * (event.at - until) <= 0),
    )
    .map((event) => ({
      timestamp: timestamp(event.at, event.offsetMinutes),
      event: event.event,
      type: event.type,
      brand: event.brand,
      region: event.region,
      persona: event.persona,
    }));
}
