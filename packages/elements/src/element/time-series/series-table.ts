import { dateOf } from "../../chart/day.js";
import { formatDate } from "../../format/date.js";
import { formatNumber, formatPercent } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { plotMessages } from "../plot/plot-messages.js";
import { number, type TableCell, type TableModel, text } from "../plot/table-model.js";
import { timeSeriesMessages } from "./messages.js";
import { type PanelModel, type PanelSeries, pointAt } from "./panel-model.js";

/** How names are shown in the table. */
export interface TableNames {
  readonly persona: (id: string) => string;
  readonly region: (id: string) => string;
  readonly series: (id: string) => string;
}

/**
 * The numbers of the panels, newest last: observed ones, then the forecast, each with its origin.
 *
 * @param options.demo - marks every row
 */
export function seriesTable(
  panels: readonly PanelModel[],
  {
    locale,
    names,
    caption,
    demo,
  }: { locale: Locale; names: TableNames; caption: string; demo: boolean },
): TableModel {
  const say = timeSeriesMessages(locale);
  const common = commonMessages(locale);
  const plot = plotMessages(locale);
  const percent = (value: number) => formatPercent(value, locale);
  const scaled = (value: number | null) => (value === null ? null : value * 100);
  const rowOf = (panel: PanelModel, series: PanelSeries, day: number): TableCell[] | null => {
    const point = pointAt(series, day);
    if (point === null) return null;
    return [
      text(formatDate(dateOf(day), locale), dateOf(day)),
      text(names.persona(panel.persona), panel.persona),
      text(names.region(panel.region), panel.region),
      text(names.series(series.id), series.id),
      number(scaled(point.value), percent),
      number(scaled(point.low), percent),
      number(scaled(point.high), percent),
      number(point.people, (people) => formatNumber(people, locale)),
      point.forecast ? text(plot.estimated, "estimated") : text(plot.observed, "observed"),
      ...(demo ? [text(common.demo, "demo")] : []),
    ];
  };
  const column = (key: string, label: string, numeric = false) => ({ key, label, numeric });
  return {
    caption,
    columns: [
      column("date", common.date),
      column("persona", common.persona),
      column("region", common.region),
      column("series", say.series),
      column("value_percent", say.value, true),
      column("low_percent", `${plot.low} (%)`, true),
      column("high_percent", `${plot.high} (%)`, true),
      column("people", common.people, true),
      column("origin", say.kind),
      ...(demo ? [column("demo", common.demo)] : []),
    ],
    rows: panels.flatMap((panel) =>
      panel.series.flatMap((series) =>
        [...Array.from(series.days), ...Array.from(series.forecast?.days ?? [])]
          .map((day) => rowOf(panel, series, day))
          .filter((row) => row !== null),
      ),
    ),
  };
}
