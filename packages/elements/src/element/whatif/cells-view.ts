import type { SimulationResponse } from "@cdp-whatif/core";
import { html, nothing, type TemplateResult } from "lit";
import { formatNumber, formatSigned } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import { cssVars } from "../../theme/css-vars.js";
import { brandsOf } from "./summary.js";
import type { ViewContext } from "./view-context.js";

const MOST_ROWS = 200;

/** The change in each persona × region, shaded by size; null for a single cell, which the chart shows already. */
export function cellsView(
  response: SimulationResponse,
  context: ViewContext,
): TemplateResult | typeof nothing {
  const { say, locale } = context;
  const cells = Object.entries(response.cells);
  if (cells.length < 2) return nothing;
  const brands = brandsOf(response);
  const changes = cells.flatMap(([key]) => Object.values(response.change[key] ?? {}));
  const most = Math.max(0.01, ...changes.map(Math.abs));
  const shade = (change: number) =>
    cssVars({ "--depth": `${Math.round((Math.abs(change) / most) * 42)}%` });
  return html`<section class="card" aria-labelledby="cells-title">
    <div class="card-head">
      <h3 id="cells-title">${say.cellsTitle}</h3>
      <p class="faint">${say.cellsNote}</p>
    </div>
    <div class="table-scroll cells" role="group" aria-labelledby="cells-title" tabindex="0">
      <table>
        <caption class="visually-hidden">
          ${say.cellsTitle}: ${say.cellsNote}
        </caption>
        <thead>
          <tr>
            <th scope="col">${say.cell}</th>
            <th scope="col" class="number">${commonMessages(locale).people}</th>
            ${brands.map((brand) => html`<th scope="col" class="number">${context.brandName(brand)}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${cells.slice(0, MOST_ROWS).map(([key, { persona, region, people }]) => {
            return html`<tr>
              <th scope="row">${context.personaName(persona)} · ${context.regionName(region)}</th>
              <td class="number">${people > 0 ? formatNumber(people, locale) : "–"}</td>
              ${brands.map((brand) => {
                const change = response.change[key]?.[brand] ?? 0;
                const band = response.change_bands[key]?.[brand];
                const title = band
                  ? say.interval95(
                      formatSigned(band.p2_5, locale, 2),
                      formatSigned(band.p97_5, locale, 2),
                    )
                  : say.noDraws;
                const way = change > 0 ? "gain" : change < 0 ? "loss" : "";
                return html`<td class="number ${way}" title=${title} ${shade(change)}>
                  ${formatSigned(change, locale, 2)}
                </td>`;
              })}
            </tr>`;
          })}
        </tbody>
      </table>
    </div>
  </section>`;
}
