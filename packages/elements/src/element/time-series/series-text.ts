import type { SeriesAnswer } from "@cdp-whatif/core";
import { type Bucket, bucketStart, dateOf, dayOf, partsOf } from "../../chart/day.js";
import { formatDate, formatDateRange, formatDay } from "../../format/date.js";
import { formatNumber, formatPercent } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import { type Overview, shownName } from "../plot/overview.js";
import { plotMessages } from "../plot/plot-messages.js";
import { timeSeriesMessages } from "./messages.js";
import type { Metric } from "./metric.js";
import { type PanelModel, pointAt } from "./panel-model.js";

/** How a time series is written in a language. */
export type SeriesText = ReturnType<typeof seriesText>;

const monthName = (date: string, locale: Locale) =>
  new Intl.DateTimeFormat(locale, { month: "short", timeZone: "UTC" }).format(
    new Date(`${date}T12:00:00Z`),
  );

/** Names, dates and sentences of a time series. */
export function seriesText({
  locale,
  overview,
  metric,
  bucket,
}: {
  readonly locale: Locale;
  readonly overview: Overview | null;
  readonly metric: Metric;
  readonly bucket: Bucket;
}) {
  const say = timeSeriesMessages(locale);
  const plot = plotMessages(locale);
  const persona = (id: string) => shownName(overview, "personas", id, locale);
  const region = (id: string) => shownName(overview, "regions", id, locale);
  const series = (id: string) =>
    id === metric ? plot[metric] : shownName(overview, "brands", id, locale);
  const percent = (fraction: number, decimals = 0) =>
    formatPercent(fraction * 100, locale, decimals);
  const step = (day: number) => {
    const date = formatDate(dateOf(day), locale);
    if (bucket === "week") return say.weekOf(date);
    if (bucket === "month") return `${monthName(dateOf(day), locale)} ${partsOf(day).year}`;
    return date;
  };
  const cell = (model: PanelModel) => `${persona(model.persona)} · ${region(model.region)}`;
  return {
    locale,
    metric: plot[metric],
    persona,
    region,
    series,
    percent,
    cell,
    tick(day: number, unit: "year" | "month" | "day"): string {
      const date = dateOf(day);
      if (unit === "day") return formatDay(date, locale);
      return unit === "year" ? String(partsOf(day).year) : monthName(date, locale);
    },
    /** First to last date of what is drawn. */
    dates(answer: SeriesAnswer, panels: readonly PanelModel[]): string {
      const all = panels.flatMap(({ key }) => answer.cells[key]?.dates ?? []).sort();
      const [first, last] = [all[0], all.at(-1)];
      return first && last ? formatDateRange(first, last, locale) : "";
    },
    /** The date of the cursor and the range being chosen, beside the charts. */
    readout(
      day: number | null,
      range: readonly [number, number] | null,
      events: SeriesAnswer["events"] = [],
    ): string {
      if (range) {
        const [from, to] = [Math.min(...range), Math.max(...range)];
        return say.rangeChosen(say.range(step(from), step(to)));
      }
      if (day === null) return "";
      const then = events
        .filter(({ timestamp }) => bucketStart(dayOf(timestamp.slice(0, 10)), bucket) === day)
        .map(({ event }) => event.replaceAll("_", " "));
      return [step(day), ...then].join(" · ");
    },
    /** The cursor of one panel as a sentence. */
    cursor(model: PanelModel, day: number | null): string {
      if (day === null) return say.cursor(cell(model));
      const parts = model.series.map((one) => {
        const point = pointAt(one, day);
        if (point === null) return `${series(one.id)} ${say.nothingHere}`;
        const kind = point.forecast ? ` (${say.forecast})` : "";
        return `${series(one.id)} ${percent(point.value, 1)}${kind}`;
      });
      const first = model.series[0];
      const people = (first && pointAt(first, day)?.people) ?? null;
      const known = people === null ? [] : [say.inPeople(formatNumber(people, locale))];
      return [step(day), ...parts, ...known].join(", ");
    },
  };
}
