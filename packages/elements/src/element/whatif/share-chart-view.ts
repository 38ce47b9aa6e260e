import { html, nothing, svg, type TemplateResult } from "lit";
import { type Stretch, shareTracks, type TrackMark } from "../../chart/whatif-shares.js";
import { formatNumber, formatPercent, formatPoints, formatSigned } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { BrandRow } from "./summary.js";
import { tableToggle } from "./table-toggle.js";
import type { ViewContext } from "./view-context.js";

const rect = (stretch: Stretch | null, name: string, height: number) =>
  stretch
    ? svg`<rect class=${name} x=${`${stretch.x}%`} width=${`${stretch.width}%`} y=${14 - height / 2} height=${height} rx="2"></rect>`
    : nothing;

function track(mark: TrackMark, ticks: readonly { at: number }[], kind: "level" | "change") {
  return html`<svg class="tracks ${kind}" height="28" aria-hidden="true" focusable="false">
    ${ticks.map(({ at }) => svg`<line class="grid" x1=${`${at}%`} x2=${`${at}%`} y1="0" y2="28"></line>`)}
    ${rect(mark.band95, "band95", 16)} ${rect(mark.band80, "band80", 16)}
    ${rect(mark.band50, "band50", 16)}
    <line class="moved-line" x1=${`${mark.from}%`} x2=${`${mark.value}%`} y1="14" y2="14"></line>
    <line class="baseline-mark" x1=${`${mark.from}%`} x2=${`${mark.from}%`} y1="4" y2="24"></line>
    <circle class="dot" cx=${`${mark.value}%`} cy="14" r="5"></circle>
  </svg>`;
}

function axis(ticks: readonly { at: number; value: number }[], write: (value: number) => string) {
  return html`<svg class="axis" height="18" aria-hidden="true" focusable="false">
    ${ticks.map(({ at, value }, i) => {
      const anchor =
        i === 0 && at < 8 ? "start" : i === ticks.length - 1 && at > 92 ? "end" : "middle";
      return svg`<text x=${`${at}%`} y="13" text-anchor=${anchor}>${write(value)}</text>`;
    })}
  </svg>`;
}

/** Shares per brand, baseline against scenario with bands: levels beside changes, and a table. */
export function shareChartView(
  rows: readonly BrandRow[],
  { context, several }: { context: ViewContext; several: boolean },
): TemplateResult {
  const { say, locale } = context;
  const levels = shareTracks(
    rows.map(({ baseline, result, band }) => ({ baseline, value: result, band })),
    { kind: "level" },
  );
  const changes = shareTracks(
    rows.map(({ change, changeBand }) => ({ baseline: null, value: change, band: changeBand })),
    { kind: "change", ticks: 6 },
  );
  return html`<figure class="card shares" aria-labelledby="shares-title">
    <figcaption class="card-head">
      <h3 id="shares-title">${say.sharesTitle}</h3>
      <p class="faint">${say.sharesNote}</p>
      <p class="legend" aria-hidden="true">
        <span><i class="key key-baseline"></i>${say.legendBaseline}</span>
        <span><i class="key key-scenario"></i>${say.legendScenario}</span>
        <span><i class="key key-band"></i>${say.legendBands}</span>
      </p>
    </figcaption>
    <div class="share-grid" aria-hidden="true">
      <span class="share-head"></span>
      <span class="share-head">${say.level}</span>
      <span class="share-head number"></span>
      <span class="share-head">${say.changeHead}</span>
      <span class="share-head number"></span>
      ${rows.map((row, i) => {
        const level = levels.marks[i];
        const change = changes.marks[i];
        if (!level || !change) return nothing;
        return html`<div class="share-row ${context.brandClass(row.brand)}">
          <span class="share-brand"><span class="swatch"></span>${context.brandName(row.brand)}</span>
          ${track(level, levels.ticks, "level")}
          <span class="share-number">
            <b>${formatPercent(row.result, locale)}</b>
          </span>
          ${track(change, changes.ticks, "change")}
          <span class="share-number"><b>${formatPoints(row.change, locale, 2)}</b></span>
        </div>`;
      })}
      <span></span>
      ${axis(levels.ticks, (value) => `${formatNumber(value, locale, levels.decimals)}%`)}
      <span></span>
      ${axis(changes.ticks, (value) => formatSigned(value, locale, changes.decimals))}
      <span></span>
    </div>
    ${several ? html`<p class="faint">${say.wideBands}</p>` : nothing}
    ${tableToggle(locale, shareTable(rows, context))}
  </figure>`;
}

function shareTable(rows: readonly BrandRow[], { say, locale, brandName }: ViewContext) {
  return html`<table>
    <caption>
      ${say.sharesTitle}: ${say.sharesNote}
    </caption>
    <thead>
      <tr>
        <th scope="col">${commonMessages(locale).brand}</th>
        <th scope="col" class="number">${say.baseline}</th>
        <th scope="col" class="number">${say.scenario}</th>
        <th scope="col" class="number">${say.change}</th>
        <th scope="col" class="number">${say.low95}</th>
        <th scope="col" class="number">${say.high95}</th>
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        ({ brand, baseline, result, change, changeBand }) =>
          html`<tr>
            <th scope="row">${brandName(brand)}</th>
            <td class="number">${formatPercent(baseline, locale, 2)}</td>
            <td class="number">${formatPercent(result, locale, 2)}</td>
            <td class="number">${formatSigned(change, locale, 2)}</td>
            <td class="number">${changeBand ? formatSigned(changeBand.p2_5, locale, 2) : "–"}</td>
            <td class="number">${changeBand ? formatSigned(changeBand.p97_5, locale, 2) : "–"}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
