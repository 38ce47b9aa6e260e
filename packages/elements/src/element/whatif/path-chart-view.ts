import { html, nothing, svg, type TemplateResult } from "lit";
import { pathChart } from "../../chart/whatif-path.js";
import { formatNumber, formatPercent } from "../../format/number.js";
import type { BrandPath } from "./summary.js";
import { tableToggle } from "./table-toggle.js";
import type { ViewContext } from "./view-context.js";

/** Paths by day: baseline dashed, scenario with its 80 % band, brands named at the right end. */
export function pathChartView(
  paths: readonly BrandPath[],
  { context, width, scale }: { context: ViewContext; width: number; scale: number },
): TemplateResult {
  const { say, locale, brandName } = context;
  const days = paths[0]?.result.length ?? 0;
  const box = {
    width: Math.max(240, width),
    height: Math.round(Math.min(340, Math.max(210, width * 0.4)) * scale),
    left: 40 * scale,
    right: Math.min(width * 0.24, 110 * scale),
    top: 10 * scale,
    bottom: 26 * scale,
  };
  const chart = pathChart(paths, box);
  const labels = spread(
    chart.paths.map(({ endY }) => endY),
    15 * scale,
    [box.top, box.height - box.bottom],
  );
  return html`<figure class="card path" aria-labelledby="path-title">
    <figcaption class="card-head">
      <h3 id="path-title">${say.pathTitle}</h3>
      <p class="faint">${say.pathNote(say.dayCount(days))}</p>
      <p class="legend" aria-hidden="true">
        <span><i class="key key-dashed"></i>${say.legendBaseline}</span>
        <span><i class="key key-line"></i>${say.legendScenario}</span>
      </p>
    </figcaption>
    <svg
      class="path-chart"
      width=${box.width}
      height=${box.height}
      viewBox=${`0 0 ${box.width} ${box.height}`}
      aria-hidden="true"
      focusable="false"
    >
      ${chart.yTicks.map(
        ({ y, percent }) => svg`<g>
          <line class="grid" x1=${box.left} x2=${box.width - box.right} y1=${y} y2=${y}></line>
          <text x=${box.left - 8} y=${y} dy="0.32em" text-anchor="end">${formatNumber(percent, locale, chart.decimals)}%</text>
        </g>`,
      )}
      ${chart.xTicks.map(
        ({ x, day }) =>
          svg`<text x=${x} y=${box.height - 7 * scale} text-anchor="middle">${day}</text>`,
      )}
      ${paths.map(({ brand }, i) => {
        const marks = chart.paths[i];
        if (!marks) return nothing;
        return svg`<g class=${context.brandClass(brand)}>
          ${marks.band === null ? nothing : svg`<path class="area" d=${marks.band}></path>`}
          <path class="base" d=${marks.baseline}></path>
          <path class="line" d=${marks.result}></path>
          <text class="end" x=${box.width - box.right + 8} y=${labels[i] ?? 0} dy="0.32em">${shorten(brandName(brand), Math.floor((box.right - 8) / (7.2 * scale)))}</text>
        </g>`;
      })}
    </svg>
    ${tableToggle(locale, pathTable(paths, context, days))}
  </figure>`;
}

const shorten = (name: string, length: number) =>
  name.length > length ? `${name.slice(0, length - 1)}…` : name;

/** Moves labels apart: in order of height, each at least `gap` below the one before, inside the range. */
function spread(
  positions: readonly number[],
  gap: number,
  [top, bottom]: readonly [number, number],
): number[] {
  const order = positions.map((y, i) => ({ y, i })).sort((a, b) => a.y - b.y);
  let last = top - gap;
  for (const label of order) {
    label.y = Math.max(label.y, last + gap);
    last = label.y;
  }
  let next = bottom + gap;
  for (const label of order.toReversed()) {
    label.y = Math.min(label.y, next - gap);
    next = label.y;
  }
  const placed = new Array<number>(positions.length).fill(0);
  for (const { y, i } of order) placed[i] = y;
  return placed;
}

function pathTable(
  paths: readonly BrandPath[],
  { say, locale, brandName }: ViewContext,
  days: number,
): TemplateResult {
  return html`<table>
    <caption>
      ${say.pathTitle}: ${say.baseline} → ${say.scenario}
    </caption>
    <thead>
      <tr>
        <th scope="col">${say.day}</th>
        ${paths.map(({ brand }) => html`<th scope="col" class="number">${brandName(brand)}</th>`)}
      </tr>
    </thead>
    <tbody>
      ${Array.from(
        { length: days },
        (_, day) =>
          html`<tr>
            <th scope="row">${day + 1}</th>
            ${paths.map(
              ({ baseline, result }) =>
                html`<td class="number">
                  ${say.fromTo(
                    formatPercent(baseline[day] ?? 0, locale),
                    formatPercent(result[day] ?? 0, locale),
                  )}
                </td>`,
            )}
          </tr>`,
      )}
    </tbody>
  </table>`;
}
