import { html, nothing, type TemplateResult } from "lit";
import { fractionAxis } from "../../chart/value-axis.js";
import { formatNumber, formatPercent, formatSigned } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { intervalView, type RowScale, rowAxisView } from "../plot/interval-view.js";
import type { RegionValue, TraitComparison } from "./compare-regions.js";
import { regionMessages } from "./messages.js";

/** What the view of a comparison needs to know beside the numbers. */
export interface ComparisonText {
  readonly locale: Locale;
  readonly region: (id: string) => string;
  readonly trait: (id: string) => string;
  readonly mark: (id: string) => string;
  readonly reference: string;
}

const point = (value: number | null) =>
  value === null ? null : { value, low: value, high: value };

const ofAll = (comparisons: readonly TraitComparison[]) =>
  comparisons.flatMap(({ regions }) => regions);

/** The two scales that all rows share. */
export function comparisonScales(
  comparisons: readonly TraitComparison[],
  width: number,
): { readonly level: RowScale; readonly difference: RowScale; readonly decimals: number } {
  const rows = ofAll(comparisons);
  const level = fractionAxis(
    rows.flatMap(({ value, interval }) => [value, interval?.low ?? null, interval?.high ?? null]),
    { zero: true },
  );
  const difference = fractionAxis(
    rows.flatMap(({ difference: apart }) => [
      apart?.value ?? null,
      apart?.interval?.low ?? null,
      apart?.interval?.high ?? null,
    ]),
    { signed: true },
  );
  return {
    level: { ...level, width },
    difference: { ...difference, width },
    decimals: difference.decimals,
  };
}

const valueText = ({ value, interval }: RegionValue, locale: Locale) => {
  const say = regionMessages(locale);
  const percent = (fraction: number) => formatPercent(fraction * 100, locale);
  if (value === null) return html`<span class="faint">${say.noRecord}</span>`;
  return html`<b>${percent(value)}</b>
    <span class="faint">${interval ? `${percent(interval.low)}–${percent(interval.high)}` : say.unknownPeople}</span>`;
};

const differenceText = ({ difference }: RegionValue, locale: Locale) => {
  if (difference === null) return nothing;
  const say = regionMessages(locale);
  const points = (fraction: number) => formatSigned(fraction * 100, locale);
  const { value, interval } = difference;
  if (interval === null)
    return html`<b>${points(value)}</b> <span class="faint">${say.unknownPeople}</span>`;
  return html`<b>${points(value)}</b>
    <span class="faint">${say.to(points(interval.low), points(interval.high))}</span>
    ${interval.distinct ? nothing : html`<span class="unsure">${say.indistinct}</span>`}`;
};

const rowView = (
  row: RegionValue,
  trait: string,
  scales: ReturnType<typeof comparisonScales>,
  text: ComparisonText,
) => {
  const { locale } = text;
  const isReference = row.region === text.reference;
  const say = regionMessages(locale);
  return html`<tr data-trait=${trait} data-region=${row.region}>
    <th scope="row">
      ${text.region(row.region)}
      ${isReference ? html`<span class="badge">${say.referenceMark}</span>` : nothing}
      <span class="faint people">${
        row.people > 0 ? say.people(formatNumber(row.people, locale)) : ""
      }</span>
    </th>
    <td class="plot-cell">${intervalView(row.interval ?? point(row.value), scales.level, { mark: text.mark(trait), hollow: isReference })}</td>
    <td class="text-cell">${valueText(row, locale)}</td>
    <td class="plot-cell">${
      isReference
        ? nothing
        : intervalView(
            row.difference?.interval ?? point(row.difference?.value ?? null),
            scales.difference,
            { mark: text.mark(trait) },
          )
    }</td>
    <td class="text-cell">${differenceText(row, locale)}</td>
  </tr>`;
};

/** All traits in all regions, on one scale of values and one of differences, with the numbers beside. */
export function comparisonView(
  comparisons: readonly TraitComparison[],
  width: number,
  text: ComparisonText,
): TemplateResult {
  const { locale } = text;
  const say = regionMessages(locale);
  const scales = comparisonScales(comparisons, width);
  const axis = (scale: RowScale, show: (value: number) => string) => rowAxisView(scale, show);
  return html`<table class="rows compare">
    <caption class="visually-hidden">${say.title}</caption>
    <colgroup>
      <col class="name" /><col class="plot" /><col /><col class="plot" /><col />
    </colgroup>
    <thead>
      <tr>
        <th scope="col">${commonMessages(locale).region}</th>
        <th scope="col" class="plot-cell" colspan="2">
          <span class="column-title">${say.value}</span>
          ${axis(scales.level, (value) => formatPercent(value * 100, locale, 0))}
        </th>
        <th scope="col" class="plot-cell" colspan="2">
          <span class="column-title">${say.difference(text.region(text.reference))}</span>
          ${axis(scales.difference, (value) => formatSigned(value * 100, locale, scales.decimals))}
        </th>
      </tr>
    </thead>
    ${comparisons.map(
      ({ trait, regions }) => html`<tbody>
        <tr class=${`group ${text.mark(trait.id)}`}>
          <th colspan="5" scope="rowgroup">
            <span class="swatch"></span> ${text.trait(trait.id)}
          </th>
        </tr>
        ${regions.map((row) => rowView(row, trait.id, scales, text))}
      </tbody>`,
    )}
  </table>`;
}
