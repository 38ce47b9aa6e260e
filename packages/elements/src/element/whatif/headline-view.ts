import type { SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type TemplateResult } from "lit";
import { formatMoney, formatMoneyChange } from "../../format/money.js";
import {
  formatPercent,
  formatPoints,
  formatSignedPercent,
  pointDigits,
} from "../../format/number.js";
import { type BrandRow, incidenceChange } from "./summary.js";
import type { ViewContext } from "./view-context.js";

/** The brand that the headline is about: the chosen one, else the one that changes most. */
export function focusRow(rows: readonly BrandRow[], chosen: string | null): BrandRow | undefined {
  const own = rows.find(({ brand }) => brand === chosen);
  if (own) return own;
  return rows.reduce<BrandRow | undefined>(
    (most, row) => (most && Math.abs(most.change) >= Math.abs(row.change) ? most : row),
    undefined,
  );
}

const direction = (change: number) => (change > 0 ? "up" : change < 0 ? "down" : "level");

/** The change of the brand in focus, of money and of buying: the three numbers to look at while a slider moves. */
export function headlineView(
  response: SimulationResponse,
  focus: BrandRow,
  context: ViewContext,
): TemplateResult {
  const { say, locale } = context;
  const { money } = response;
  const band = focus.changeBand;
  const buying = incidenceChange(response);
  const digits = pointDigits(focus.change);
  const days = say.dayCount(money?.periodDays ?? response.receipt.scenario.durationDays);
  const moneyBand = money?.change.band;
  return html`<div class="tiles">
    <div class="tile ${context.brandClass(focus.brand)}">
      <p class="tile-label">
        <span class="swatch" aria-hidden="true"></span>${say.shareOf(context.brandName(focus.brand))}
      </p>
      <p class="tile-value ${direction(focus.change)}">${formatPoints(focus.change, locale, digits)}</p>
      <p class="tile-note">
        ${say.fromTo(formatPercent(focus.baseline, locale), formatPercent(focus.result, locale))}
      </p>
      <p class="tile-note band-note">
        ${
          band
            ? say.interval95(
                formatPoints(band.p2_5, locale, digits),
                formatPoints(band.p97_5, locale, digits),
              )
            : say.noDraws
        }
      </p>
    </div>
    <div class="tile">
      <p class="tile-label">${say.moneyChange}</p>
      ${
        money
          ? html`<p class="tile-value ${direction(money.change.value)}">
                ${formatMoneyChange(money.change.value, money.currency, locale)}
              </p>
              <p class="tile-note">
                ${say.overDays(days)}, ${say.versusBaseline}
                ${formatMoney(money.baseline.value, money.currency, locale)}
              </p>
              <p class="tile-note band-note">
                ${
                  moneyBand
                    ? say.interval95(
                        formatMoneyChange(moneyBand.p2_5, money.currency, locale),
                        formatMoneyChange(moneyBand.p97_5, money.currency, locale),
                      )
                    : nothing
                }
              </p>`
          : html`<p class="tile-value level">${say.noMoney}</p>
              <p class="tile-note">${say.noMoneyDetail}</p>`
      }
    </div>
    <div class="tile">
      <p class="tile-label">${say.incidence}</p>
      <p class="tile-value ${direction(buying)}">
        ${formatSignedPercent(Number(buying.toFixed(2)), locale, 2)}
      </p>
      <p class="tile-note">${say.overDays(days)}, ${say.versusBaseline}</p>
    </div>
  </div>`;
}
