import type { SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type TemplateResult } from "lit";
import { formatDate } from "../../format/date.js";
import { formatMoney, formatMoneyChange } from "../../format/money.js";
import { formatNumber, formatPercent, formatPoints } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { ViewContext } from "./view-context.js";

type Parameter = SimulationResponse["provenance"]["parameters"][string];

function originText({ origin }: Parameter, { say, locale }: ViewContext): string {
  switch (origin.kind) {
    case "estimated":
      return say.origin_estimated(
        formatNumber(origin.rows, locale),
        formatDate(origin.from, locale),
        formatDate(origin.to, locale),
        origin.method,
      );
    case "prior":
      return say.origin_prior(origin.publication);
    case "experiment":
      return say.origin_experiment(origin.test);
    case "user":
      return say.origin_user;
    case "assumed":
      return say.origin_assumed(origin.because);
  }
}

function parameterTable(response: SimulationResponse, context: ViewContext): TemplateResult {
  const { say, locale } = context;
  const parameters = Object.entries(response.provenance.parameters);
  if (parameters.length === 0) return html`<p class="soft">${say.noParameters}</p>`;
  return html`<div
    class="table-scroll"
    role="group"
    aria-label=${say.provenanceTitle}
    tabindex="0"
  >
    <table>
      <caption class="visually-hidden">
        ${say.provenanceTitle}
      </caption>
      <thead>
        <tr>
          <th scope="col">${say.parameter}</th>
          <th scope="col" class="number">${say.value}</th>
          <th scope="col" class="number">${say.spread}</th>
          <th scope="col">${say.unit}</th>
          <th scope="col">${say.origin}</th>
        </tr>
      </thead>
      <tbody>
        ${parameters.map(
          ([name, parameter]) =>
            html`<tr>
              <th scope="row"><code>${name}</code></th>
              <td class="number">${formatNumber(parameter.value, locale, 4)}</td>
              <td class="number">± ${formatNumber(parameter.standardError, locale, 4)}</td>
              <td>${parameter.unit}</td>
              <td>
                <span class="origin ${parameter.origin.kind}">${originText(parameter, context)}</span>
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function backtestText(response: SimulationResponse, { say, locale }: ViewContext): TemplateResult {
  const { backtest } = response.provenance;
  if (backtest === null || backtest.forecasts === 0)
    return html`<p class="soft">${say.noBacktest}</p>`;
  const points = (fraction: number) => formatPoints(fraction * 100, locale, 2).replace("+", "");
  const share = (fraction: number) => formatPercent(fraction * 100, locale, 0);
  return html`<p class="soft">
      ${say.backtest(
        points(backtest.meanAbsoluteError),
        points(backtest.naiveMeanAbsoluteError),
        formatNumber(backtest.forecasts, locale),
      )}
    </p>
    <p class="soft">
      ${say.coverage(share(backtest.coverage50), share(backtest.coverage80), share(backtest.coverage95))}
    </p>`;
}

/** How the money was worked out, per brand. */
export function moneyView(
  { money }: SimulationResponse,
  context: ViewContext,
): TemplateResult | typeof nothing {
  if (money === null) return nothing;
  const { say, locale, brandName } = context;
  const { currency } = money;
  return html`<details class="card fold">
    <summary>${say.moneyTitle} · ${say.moneyFormula}</summary>
    <p class="soft"><code>${money.formula}</code></p>
    <p class="faint">${currency}, ${say.dayCount(money.periodDays)}; ${say.netOfCost}</p>
    <div class="table-scroll" role="group" aria-label=${say.moneyTitle} tabindex="0">
      <table>
        <caption class="visually-hidden">
          ${say.moneyTitle}
        </caption>
        <thead>
          <tr>
            <th scope="col">${commonMessages(locale).brand}</th>
            <th scope="col" class="number">${say.baselineMoney}</th>
            <th scope="col" class="number">${say.changeMoney}</th>
            <th scope="col" class="number">${say.low95}</th>
            <th scope="col" class="number">${say.high95}</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(money.byBrand).map(
            ([brand, { baseline, change }]) =>
              html`<tr>
                <th scope="row">${brandName(brand)}</th>
                <td class="number">${formatMoney(baseline, currency, locale)}</td>
                <td class="number">${formatMoneyChange(change.value, currency, locale)}</td>
                <td class="number">
                  ${change.band ? formatMoneyChange(change.band.p2_5, currency, locale) : "–"}
                </td>
                <td class="number">
                  ${change.band ? formatMoneyChange(change.band.p97_5, currency, locale) : "–"}
                </td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </details>`;
}

/** Every parameter that was used with its spread and origin, the backtest, and the receipt. */
export function provenanceView(
  response: SimulationResponse,
  context: ViewContext,
  copyReceipt: () => void,
): TemplateResult {
  const { say, locale } = context;
  const { receipt, provenance } = response;
  const { scenario } = receipt;
  return html`<details class="card fold">
    <summary>${say.provenanceTitle}</summary>
    <p class="faint">${say.dataAsOf(formatDate(provenance.asOf, locale))}</p>
    ${parameterTable(response, context)}
    <h4>${say.backtestTitle}</h4>
    ${backtestText(response, context)}
    <h4>${say.receiptTitle}</h4>
    <p class="soft">${say.receiptDetail}</p>
    <dl class="receipt">
      <dt>${say.resultDigest}</dt>
      <dd><code class="result-digest">${receipt.resultDigest}</code></dd>
      <dt>${say.twinDigest}</dt>
      <dd><code>${receipt.twinDigest}</code></dd>
      <dt>${say.engine}</dt>
      <dd>${receipt.engine}</dd>
      <dt>${say.seed} · ${say.draws}</dt>
      <dd>${receipt.seed} · ${formatNumber(scenario.draws, locale)}</dd>
    </dl>
    <button type="button" @click=${copyReceipt}>${say.copyReceipt}</button>
  </details>`;
}
