import { formatNumber, formatPercent, formatPoints } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import { plotMessages } from "../plot/plot-messages.js";
import { number, type TableModel, text } from "../plot/table-model.js";
import type { TraitComparison } from "./compare-regions.js";
import type { ComparisonText } from "./comparison-view.js";
import { regionMessages } from "./messages.js";

/** The numbers of a comparison, one row per trait and region. */
export function comparisonTable(
  comparisons: readonly TraitComparison[],
  names: ComparisonText,
  { caption, demo }: { caption: string; demo: boolean },
): TableModel {
  const { locale } = names;
  const say = regionMessages(locale);
  const common = commonMessages(locale);
  const percent = (value: number) => formatPercent(value, locale);
  const points = (value: number) => formatPoints(value, locale);
  const scaled = (value: number | null | undefined) =>
    value === null || value === undefined ? null : value * 100;
  const column = (key: string, label: string, numeric = false) => ({ key, label, numeric });
  return {
    caption,
    columns: [
      column("series", say.brandOrScore),
      column("region", common.region),
      column("people", common.people, true),
      column("value_percent", say.value, true),
      column("low_percent", `${say.low} (%)`, true),
      column("high_percent", `${say.high} (%)`, true),
      column("difference_points", say.difference(names.region(names.reference)), true),
      column("difference_low", say.low, true),
      column("difference_high", say.high, true),
      column("verdict", say.verdict),
      column("origin", plotMessages(locale).origin),
      ...(demo ? [column("demo", common.demo)] : []),
    ],
    rows: comparisons.flatMap(({ trait, regions }) =>
      regions.map((row) => {
        const apart = row.difference?.interval ?? null;
        const verdict = apart === null ? "" : apart.distinct ? say.distinct : say.indistinct;
        return [
          text(names.trait(trait.id), trait.id),
          text(names.region(row.region), row.region),
          number(row.people || null, (people) => formatNumber(people, locale)),
          number(scaled(row.value), percent),
          number(scaled(row.interval?.low), percent),
          number(scaled(row.interval?.high), percent),
          number(scaled(row.difference?.value), points),
          number(scaled(apart?.low), points),
          number(scaled(apart?.high), points),
          text(
            verdict,
            apart === null ? "" : apart.distinct ? "distinguishable" : "not distinguishable",
          ),
          text(plotMessages(locale).observed, "observed"),
          ...(demo ? [text(common.demo, "demo")] : []),
        ];
      }),
    ),
  };
}
