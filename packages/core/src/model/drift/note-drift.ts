import { dateOfDay, dayOfDate } from "../../schema/time-text.js";
import type { Twin } from "../../schema/twin.js";
import type { DriftAlarm, DriftWatch } from "./drift-watch.js";

/**
 * A twin that says what changed since its fit, so that its verdicts do; a new fit begins without.
 *
 * @param options.alarms - of a watch on what the twin was fitted from, such as {@link shareSeries}
 * @param options.firstDay - local date of the watch's first reference day
 */
export function noteDrift(
  twin: Twin,
  {
    watch,
    alarms,
    firstDay,
  }: { watch: DriftWatch; alarms: readonly DriftAlarm[]; firstDay: string },
): Twin {
  if (alarms.length === 0) return twin;
  const first = dayOfDate(firstDay);
  const found = dateOfDay(first + watch.day - 1);
  const noted = alarms.map(({ series, kind, since, size }) => ({
    series,
    kind,
    since: dateOfDay(first + since),
    found,
    size,
  }));
  return { ...twin, drift: [...(twin.drift ?? []), ...noted] };
}
