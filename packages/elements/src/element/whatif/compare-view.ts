import { html, nothing, svg, type TemplateResult } from "lit";
import { shareTracks } from "../../chart/whatif-shares.js";
import { formatMoneyChange } from "../../format/money.js";
import { formatSigned } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import { closeIcon } from "./icon.js";
import type { Pinned } from "./pinned.js";
import { type BrandRow, brandRows } from "./summary.js";
import type { ViewContext } from "./view-context.js";

/** What the comparison reports about the scenario at `index`. */
export interface CompareActions {
  readonly rename: (index: number, name: string) => void;
  readonly remove: (index: number) => void;
  readonly open: (index: number) => void;
}

interface Column {
  readonly name: string;
  /** Null: what is on the levers now. */
  readonly index: number | null;
  readonly pinned: Pinned;
  readonly rows: readonly BrandRow[];
}

function head(column: Column, { say }: ViewContext, actions: CompareActions): TemplateResult {
  const { name, index } = column;
  if (index === null) return html`<th scope="col" class="number">${name}</th>`;
  const renamed = (event: Event) => {
    if (!(event.target instanceof HTMLInputElement)) return;
    actions.rename(index, event.target.value.trim() || name);
  };
  return html`<th scope="col" class="number">
    <span class="pin-head">
      <input
        type="text"
        maxlength="24"
        size=${Math.max(3, name.length)}
        aria-label=${say.rename(name)}
        .value=${name}
        @change=${renamed}
      />
      <button
        class="quiet"
        type="button"
        title=${say.openScenario(name)}
        aria-label=${say.openScenario(name)}
        @click=${() => actions.open(index)}
      >
        ${say.open}
      </button>
      <button
        class="quiet"
        type="button"
        title=${say.remove(name)}
        aria-label=${say.remove(name)}
        @click=${() => actions.remove(index)}
      >
        ${closeIcon}
      </button>
    </span>
  </th>`;
}

function whom({ persona, region }: Pinned, context: ViewContext): string {
  const parts = [
    persona === null ? null : context.personaName(persona),
    region === null ? null : context.regionName(region),
  ].filter((part) => part !== null);
  return parts.length === 0 ? "" : parts.join(" · ");
}

/** Up to three pinned scenarios beside the present one: dots with intervals per brand, and the same as a table. */
export function compareView(
  pinned: readonly Pinned[],
  now: Pinned,
  context: ViewContext,
  actions: CompareActions,
): TemplateResult | typeof nothing {
  if (pinned.length === 0) return nothing;
  const { say, locale, brandName, brandClass } = context;
  const columns: Column[] = [
    ...pinned.map((one, index) => ({
      name: one.name,
      index,
      pinned: one,
      rows: brandRows(one.response),
    })),
    { name: say.compareNow, index: null, pinned: now, rows: brandRows(now.response) },
  ];
  const brands = [...new Set(columns.flatMap(({ rows }) => rows.map(({ brand }) => brand)))];
  const lines = brands.flatMap((brand) =>
    columns.flatMap((column) => {
      const row = column.rows.find((candidate) => candidate.brand === brand);
      return row ? [{ brand, column, row }] : [];
    }),
  );
  const tracks = shareTracks(
    lines.map(({ row }) => ({ baseline: null, value: row.change, band: row.changeBand })),
    { kind: "change" },
  );
  return html`<section class="card compare" aria-labelledby="compare-title">
    <div class="card-head">
      <h3 id="compare-title">${say.compareTitle}</h3>
      <p class="faint">${say.compareNote}</p>
    </div>
    <div class="compare-chart" aria-hidden="true">
      ${brands.map(
        (brand) => html`<div class="compare-brand ${brandClass(brand)}">
          <span class="share-brand"><span class="swatch"></span>${brandName(brand)}</span>
          <div class="compare-lines">
            ${lines.map(({ brand: of, column }, i) => {
              const mark = tracks.marks[i];
              if (of !== brand || !mark) return nothing;
              const band = mark.band95;
              return html`<span class="compare-name">${column.name}</span>
                <svg class="tracks change" height="16" focusable="false">
                  <line class="baseline-mark" x1=${`${mark.from}%`} x2=${`${mark.from}%`} y1="0" y2="16"></line>
                  ${
                    band
                      ? svg`<line class="whisker" x1=${`${band.x}%`} x2=${`${band.x + band.width}%`} y1="8" y2="8"></line>`
                      : nothing
                  }
                  <circle class=${column.index === null ? "dot" : "dot pinned"} cx=${`${mark.value}%`} cy="8" r="4"></circle>
                </svg>`;
            })}
          </div>
        </div>`,
      )}
    </div>
    <div class="table-scroll" role="group" aria-labelledby="compare-title" tabindex="0">
      <table>
        <caption class="visually-hidden">
          ${say.compareTitle}: ${say.compareNote}
        </caption>
        <thead>
          <tr>
            <th scope="col">${commonMessages(locale).brand}</th>
            ${columns.map((column) => head(column, context, actions))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">${say.about}</th>
            ${columns.map(
              (column) =>
                html`<td class="number">
                  ${whom(column.pinned, context) || commonMessages(locale).all} · ${say.dayCount(column.pinned.scenario.days)}
                </td>`,
            )}
          </tr>
          ${brands.map(
            (brand) => html`<tr>
              <th scope="row">${brandName(brand)}</th>
              ${columns.map(({ rows }) => {
                const row = rows.find((candidate) => candidate.brand === brand);
                if (!row) return html`<td class="number">–</td>`;
                const band = row.changeBand;
                return html`<td class="number">
                  <b>${formatSigned(row.change, locale, 2)}</b>
                  ${
                    band
                      ? html`<span class="faint"
                          >${formatSigned(band.p2_5, locale, 2)} … ${formatSigned(band.p97_5, locale, 2)}</span
                        >`
                      : nothing
                  }
                </td>`;
              })}
            </tr>`,
          )}
          <tr>
            <th scope="row">${say.moneyChange}</th>
            ${columns.map(({ pinned: { response } }) => {
              const { money } = response;
              return html`<td class="number">
                ${money ? formatMoneyChange(money.change.value, money.currency, locale) : say.noMoney}
              </td>`;
            })}
          </tr>
          <tr>
            <th scope="row">${say.results}</th>
            ${columns.map(
              ({ pinned: { response } }) =>
                html`<td class="number">
                  <span class="badge ${response.verdict.status}">${say[`verdict_${response.verdict.status}`]}</span>
                </td>`,
            )}
          </tr>
        </tbody>
      </table>
    </div>
  </section>`;
}
