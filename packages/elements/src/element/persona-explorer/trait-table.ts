import { formatPercent, formatPoints, formatSigned } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import { plotMessages } from "../plot/plot-messages.js";
import { number, type TableModel, text } from "../plot/table-model.js";
import type { TraitDifference } from "./describe-persona.js";
import { personaMessages } from "./messages.js";
import type { TraitText } from "./traits-view.js";

/** The numbers of a persona against the mean, one row per trait. */
export function traitTable(
  traits: readonly TraitDifference[],
  names: TraitText,
  { caption, demo, persona }: { caption: string; demo: boolean; persona: string },
): TableModel {
  const { locale } = names;
  const say = personaMessages(locale);
  const common = commonMessages(locale);
  const plot = plotMessages(locale);
  const points = (value: number) => formatPoints(value, locale);
  const percent = (value: number) => formatPercent(value, locale);
  const column = (key: string, label: string, numeric = true) => ({ key, label, numeric });
  const scaled = (value: number | undefined) => (value === undefined ? null : value * 100);
  return {
    caption,
    columns: [
      column("trait", say.trait, false),
      column("persona", common.persona, false),
      column("value_percent", `${say.value} (%)`),
      column("mean_percent", `${say.mean} (%)`),
      column("difference_points", say.difference),
      column("difference_low", plot.low),
      column("difference_high", plot.high),
      column("standardised_difference", say.standardised),
      column("origin", plot.origin, false),
      ...(demo ? [column("demo", common.demo, false)] : []),
    ],
    rows: traits.map((row) => [
      text(names.trait(row.trait.id), row.trait.id),
      text(persona),
      number(scaled(row.value), percent),
      number(scaled(row.mean), percent),
      number(scaled(row.difference), points),
      number(scaled(row.interval?.low), points),
      number(scaled(row.interval?.high), points),
      number(row.standardised, (value) => formatSigned(value, locale, 2)),
      text(plot.observed, "observed"),
      ...(demo ? [text(common.demo, "demo")] : []),
    ]),
  };
}
