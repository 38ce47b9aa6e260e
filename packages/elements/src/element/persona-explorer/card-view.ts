import { html, nothing, svg, type TemplateResult } from "lit";
import { formatNumber, formatPercent } from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import { brandClass } from "../../theme/brand-colour.js";
import type { PersonaFigure } from "./describe-persona.js";
import { personaMessages } from "./messages.js";

/** How cards are written. */
export interface CardText {
  readonly locale: Locale;
  readonly brands: readonly string[];
  readonly persona: (id: string) => string;
  readonly brand: (id: string) => string;
}

const sharesView = (figure: PersonaFigure, text: CardText) => {
  let x = 0;
  return html`<svg class="chart shares" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      ${text.brands.map((brand) => {
        const width = 100 * (figure.shares[brand] ?? 0);
        const at = x;
        x += width;
        return svg`<rect class=${brandClass(text.brands, brand)} x=${at} y="0" width=${Math.max(0, width - 0.4)} height="8"></rect>`;
      })}
    </svg>
    <span class="share-list">
      ${text.brands.map(
        (brand) => html`<span class=${brandClass(text.brands, brand)}>
          <span class="swatch"></span> ${text.brand(brand)}
          <b>${formatPercent(100 * (figure.shares[brand] ?? 0), text.locale)}</b>
        </span>`,
      )}
    </span>`;
};

/** A persona in short: its size, its shares and its nearest neighbour; pressing it chooses it. */
export function cardView(
  figure: PersonaFigure,
  text: CardText,
  { pressed, choose }: { readonly pressed: boolean; readonly choose: () => void },
): TemplateResult {
  const { locale } = text;
  const say = personaMessages(locale);
  const size =
    figure.part === null
      ? say.unknownSize
      : say.size(formatNumber(figure.people, locale), formatPercent(100 * figure.part, locale, 0));
  return html`<button type="button" class="card" aria-pressed=${pressed} data-persona=${figure.persona} @click=${choose}>
    <span class="name">${text.persona(figure.persona)}</span>
    <span class="faint">${size}</span>
    ${sharesView(figure, text)}
    ${
      figure.nearest
        ? html`<span class="faint nearest">${say.nearest(
            text.persona(figure.nearest.persona),
            formatPercent(100 * figure.nearest.distance, locale),
          )}</span>`
        : nothing
    }
  </button>`;
}
