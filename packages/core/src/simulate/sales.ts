import type { Missed } from "./after-dip.js";
import { addTo, type Columns, copyOf, type Touched, zeros } from "./columns.js";

/**
 * What one cell sells over the horizon, per brand over the draws.
 *
 * Amounts are in days on which the cell's people, buying as in the baseline, all buy this brand at its price of now.
 */
export interface Sales {
  readonly sold: Columns;
  /** The same without the interventions. */
  readonly baseline: Columns;
  /** What is paid for it; the very columns of `sold` where the price stays. */
  readonly received: Columns;
  /** What the brand gives back; null where nothing. */
  readonly given: Touched;
}

/** What one segment sells. */
export interface SegmentSales {
  /** Σ days × share under this segment, with and without the interventions. */
  readonly shareDays: Columns;
  readonly baselineDays: Columns;
  /** Category buying over the baseline's, per draw. */
  readonly buying: Float64Array;
  readonly effect: { readonly paid: Readonly<Touched>; readonly given: Readonly<Touched> };
}

/** Adds segments up, in their order: a neutral intervention leaves the bits of none. */
export function salesOf(segments: readonly SegmentSales[], missed: Missed | null): Sales {
  const given: Touched = [];
  const baseline: Float64Array[] = [];
  const received: Float64Array[] = [];
  const sold = segments[0]!.shareDays.map((first, j) => {
    const { length } = first;
    const units = zeros(length);
    const paid = segments.some(({ effect }) => effect.paid[j]) ? zeros(length) : null;
    const back = segments.some(({ effect }) => effect.given[j]) ? zeros(length) : null;
    segments.forEach(({ shareDays, baselineDays, buying, effect }, s) => {
      if (s === 0) baseline.push(copyOf(baselineDays[j]!));
      else addTo(baseline[j]!, baselineDays[j]!);
      const days = shareDays[j]!;
      for (let d = 0; d < length; d++) units[d]! += buying[d]! * days[d]!;
      const price = effect.paid[j];
      if (paid && price) {
        for (let d = 0; d < length; d++) paid[d]! += price[d]! * buying[d]! * days[d]!;
      } else if (paid) for (let d = 0; d < length; d++) paid[d]! += buying[d]! * days[d]!;
      const share = effect.given[j];
      if (back && share && price) {
        for (let d = 0; d < length; d++) {
          back[d]! += share[d]! * price[d]! * buying[d]! * days[d]!;
        }
      } else if (back && share) {
        for (let d = 0; d < length; d++) back[d]! += share[d]! * buying[d]! * days[d]!;
      }
    });
    takeFrom(units, missed?.units[j]);
    if (paid) takeFrom(paid, missed?.received[j]);
    if (back) takeFrom(back, missed?.given[j]);
    given.push(back);
    received.push(paid ?? units);
    return units;
  });
  return { sold, baseline, received, given };
}

function takeFrom(sum: Float64Array, less: Float64Array | null | undefined): void {
  if (less) for (let d = 0; d < sum.length; d++) sum[d]! -= less[d]!;
}
