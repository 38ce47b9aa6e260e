import { html, nothing, type TemplateResult } from "lit";
import { fractionAxis } from "../../chart/value-axis.js";
import { formatPercent, formatPoints, formatSigned } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import { intervalView, rowAxisView } from "../plot/interval-view.js";
import type { TraitDifference } from "./describe-persona.js";
import { personaMessages } from "./messages.js";

/** How many traits are called defining at most. */
const DEFINING = 3;

/** How traits are written. */
export interface TraitText {
  readonly locale: Locale;
  readonly trait: (id: string) => string;
  readonly mark: (id: string) => string;
}

/** The largest differences that can be told from none, as badges. */
export function definingView(traits: readonly TraitDifference[], text: TraitText): TemplateResult {
  const say = personaMessages(text.locale);
  const sure = traits.filter(({ interval }) => interval?.distinct).slice(0, DEFINING);
  return html`<p class="defining">
    <span class="soft">${say.defining}:</span>
    ${
      sure.length === 0
        ? html`<span class="unsure">${say.none}</span>`
        : sure.map(
            ({ trait, difference }) => html`<span class="badge"
              >${text.trait(trait.id)} ${formatPoints(100 * difference, text.locale)}</span
            >`,
          )
    }
  </p>`;
}

const differenceText = ({ difference, interval }: TraitDifference, locale: Locale) => {
  const say = personaMessages(locale);
  const points = (fraction: number) => formatSigned(100 * fraction, locale);
  return html`<b>${points(difference)}</b>
    ${
      interval
        ? html`<span class="faint">${say.to(points(interval.low), points(interval.high))}</span>`
        : html`<span class="faint">${say.unknownPeople}</span>`
    }
    ${interval && !interval.distinct ? html`<span class="unsure">${say.indistinct}</span>` : nothing}`;
};

/** Every trait with its value, the mean, the difference with its interval, and how large that is. */
export function traitsView(
  traits: readonly TraitDifference[],
  width: number,
  text: TraitText,
): TemplateResult {
  const { locale } = text;
  const say = personaMessages(locale);
  const axis = fractionAxis(
    traits.flatMap(({ difference, interval }) => [
      difference,
      interval?.low ?? null,
      interval?.high ?? null,
    ]),
    { signed: true },
  );
  const scale = { ...axis, width };
  const percent = (fraction: number) => formatPercent(100 * fraction, locale);
  return html`<table class="rows traits">
    <caption class="visually-hidden">${say.apartDetail}</caption>
    <colgroup>
      <col class="name" /><col class="figure" /><col class="figure" /><col class="plot" /><col />
      <col class="figure" />
    </colgroup>
    <thead>
      <tr>
        <th scope="col">${say.trait}</th>
        <th scope="col" class="number">${say.value}</th>
        <th scope="col" class="number">${say.mean}</th>
        <th scope="col" class="plot-cell" colspan="2">
          <span class="column-title">${say.difference}</span>
          ${rowAxisView(scale, (value) => formatSigned(100 * value, locale, axis.decimals))}
        </th>
        <th scope="col" class="number">${say.standardised}</th>
      </tr>
    </thead>
    <tbody>
      ${traits.map(
        (row) => html`<tr data-trait=${row.trait.id}>
          <th scope="row" class=${text.mark(row.trait.id)}>
            <span class="swatch"></span> ${text.trait(row.trait.id)}
          </th>
          <td class="number" data-label=${say.value}>${percent(row.value)}</td>
          <td class="number soft" data-label=${say.mean}>${percent(row.mean)}</td>
          <td class="plot-cell">${intervalView(
            row.interval ?? { value: row.difference, low: row.difference, high: row.difference },
            scale,
            { mark: text.mark(row.trait.id) },
          )}</td>
          <td class="text-cell">${differenceText(row, locale)}</td>
          <td class="number" data-label=${say.standardised}>
            ${say.standardisedShort(formatSigned(row.standardised, locale, 2))}
          </td>
        </tr>`,
      )}
    </tbody>
  </table>`;
}
