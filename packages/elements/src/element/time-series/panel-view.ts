import { html, nothing, svg, type TemplateResult } from "lit";
import { dateOf } from "../../chart/day.js";
import { eventMarks } from "../../chart/label.js";
import type { PanelGeometry, TrackGeometry } from "../../chart/time-panel.js";
import type { PanelModel, PanelSeries } from "./panel-model.js";
import { pointAt } from "./panel-model.js";

/** How a panel is written. */
export interface PanelText {
  readonly title: string;
  readonly label: string;
  readonly name: (series: PanelSeries) => string;
  readonly percent: (fraction: number, decimals?: number) => string;
  readonly tick: (day: number, unit: "year" | "month" | "day") => string;
  readonly missing: string;
  readonly forecast: string;
  /** The whole cursor as a sentence, for assistive technology. */
  readonly cursor: string;
}

/** What a panel shows beside its lines. */
export interface PanelState {
  readonly geometry: PanelGeometry;
  readonly width: number;
  readonly height: number;
  readonly decimals: number;
  readonly dense: boolean;
  readonly labels: boolean;
  readonly domain: readonly [number, number];
  /** Day under the cursor; null: none. */
  readonly cursor: number | null;
  /** Days of the range that is being chosen. */
  readonly range: readonly [number, number] | null;
  /** Days of events, with the numbers of their list. */
  readonly events: readonly { readonly day: number; readonly number: number }[];
}

const trackClass = (series: PanelSeries) =>
  `track brand-${series.mark.colour} dash-${series.mark.dash}`;

const bandView = (series: PanelSeries, track: TrackGeometry) => svg`<g class=${trackClass(series)}>
  ${track.band ? svg`<path class="band" d=${track.band}></path>` : nothing}
  ${track.forecastBand ? svg`<path class="band ahead" d=${track.forecastBand}></path>` : nothing}
</g>`;

const lineView = (series: PanelSeries, track: TrackGeometry) => svg`<g class=${trackClass(series)}>
  ${track.line.path ? svg`<path class="line" d=${track.line.path}></path>` : nothing}
  ${track.line.dots.map(({ x, y }) => svg`<circle class="dot" cx=${x} cy=${y} r="2.5"></circle>`)}
  ${track.forecastLine ? svg`<path class="line ahead" d=${track.forecastLine}></path>` : nothing}
</g>`;

const tracksView = (model: PanelModel, { geometry }: PanelState, draw: typeof lineView) =>
  model.series.map((series, i) => {
    const track = geometry.tracks[i];
    return track ? draw(series, track) : nothing;
  });

const axesView = ({ geometry, decimals }: PanelState, text: PanelText) => {
  const { plot, xTicks, yTicks } = geometry;
  return svg`
    ${yTicks.map(
      ({ value, y }) => svg`
        <line class="grid" x1=${plot.left} x2=${plot.right} y1=${y} y2=${y}></line>
        <text class="y-label" x=${plot.left - 8} y=${y} dy="0.32em">${text.percent(value, decimals)}</text>`,
    )}
    ${xTicks.map(
      ({ day, unit, x }) => svg`
        <line class="tick" x1=${x} x2=${x} y1=${plot.bottom} y2=${plot.bottom + 4}></line>
        <text class="x-label" x=${x} y=${plot.bottom + 6} dy="0.9em">${text.tick(day, unit)}</text>`,
    )}`;
};

const aheadView = (model: PanelModel, { geometry }: PanelState, text: PanelText) => {
  const first = model.series.find(({ forecast }) => forecast)?.forecast?.days[0];
  if (first === undefined) return nothing;
  const { plot, scale } = geometry;
  const x = scale.x(first - 0.5);
  return svg`<rect class="ahead-ground" x=${x} y=${plot.top} width=${Math.max(0, plot.right - x)}
      height=${plot.bottom - plot.top}></rect>
    <line class="ahead-edge" x1=${x} x2=${x} y1=${plot.top} y2=${plot.bottom}></line>
    <text class="ahead-label" x=${plot.right - 4} y=${plot.bottom - 6}>${text.forecast}</text>`;
};

const eventsView = ({ geometry, events }: PanelState) => {
  const { plot, scale } = geometry;
  const wanted = events.map(({ day }) => scale.x(day));
  const range = [plot.left - 8, plot.right + 8] as const;
  const { numbered, places } = eventMarks(wanted, { size: 17, range });
  return events.map(({ number }, i) => {
    const x = wanted[i] ?? 0;
    const badge = places[i] ?? x;
    if (!numbered)
      return svg`<g class="event many"><line x1=${x} x2=${x} y1=${plot.top - 10} y2=${plot.top}></line></g>`;
    return svg`<g class="event">
      <line x1=${x} x2=${x} y1=${plot.top} y2=${plot.bottom}></line>
      <circle cx=${badge} cy=${plot.top - 10} r="8"></circle>
      <text x=${badge} y=${plot.top - 10} dy="0.34em">${number}</text>
    </g>`;
  });
};

const cursorView = (model: PanelModel, { geometry, cursor }: PanelState) => {
  if (cursor === null) return nothing;
  const { plot, scale } = geometry;
  const x = scale.x(cursor);
  return svg`<line class="cursor" x1=${x} x2=${x} y1=${plot.top} y2=${plot.bottom}></line>
    ${model.series.map((series) => {
      const point = pointAt(series, cursor);
      if (point === null) return nothing;
      return svg`<circle class=${`focus brand-${series.mark.colour}`} cx=${x} cy=${scale.y(point.value)} r="4"></circle>`;
    })}`;
};

const rangeView = ({ geometry, range }: PanelState) => {
  if (range === null) return nothing;
  const { plot, scale } = geometry;
  const [from, to] = [scale.x(Math.min(...range)), scale.x(Math.max(...range))];
  return svg`<rect class="range" x=${from} y=${plot.top} width=${to - from} height=${plot.bottom - plot.top}></rect>`;
};

const labelsView = (model: PanelModel, { geometry }: PanelState, text: PanelText) =>
  geometry.tracks.map((track, i) => {
    const series = model.series[i];
    if (track.labelY === null || !series) return nothing;
    return svg`<text class=${`end brand-${series.mark.colour}`} x=${geometry.plot.right + 8} y=${track.labelY}
      dy="0.34em">${text.name(series)}</text>`;
  });

/** The lines' names with their values under the cursor: legend and readout in one. */
const legendView = (model: PanelModel, { cursor }: PanelState, text: PanelText): TemplateResult =>
  html`<ul class="legend">
    ${model.series.map((series) => {
      const point = cursor === null ? null : pointAt(series, cursor);
      return html`<li class=${`brand-${series.mark.colour}`}>
        <span class=${`swatch dash-${series.mark.dash}`}></span>${text.name(series)}
        ${
          cursor === null
            ? nothing
            : html`<b>${point ? text.percent(point.value, 1) : text.missing}</b>${
                point?.low !== null && point?.low !== undefined && point.high !== null
                  ? html`<span class="faint"
                      >${text.percent(point.low, 1)}–${text.percent(point.high, 1)}</span
                    >`
                  : nothing
              }`
        }
      </li>`;
    })}
  </ul>`;

/** One cell's panel: title, legend with readout, and the chart with a date cursor for keys and pointer. */
export function panelView(
  model: PanelModel,
  state: PanelState,
  text: PanelText,
  on: {
    readonly key: (event: KeyboardEvent) => void;
    readonly move: (event: PointerEvent) => void;
    readonly down: (event: PointerEvent) => void;
    readonly up: (event: PointerEvent) => void;
    readonly leave: () => void;
  },
): TemplateResult {
  const { width, height, domain, cursor } = state;
  return html`<figure class="panel" data-cell=${model.key}>
    <figcaption><h3>${text.title}</h3>${legendView(model, state, text)}</figcaption>
    <div
      class="plot"
      role="slider"
      tabindex="0"
      aria-label=${text.label}
      aria-describedby="cursor-help"
      aria-valuemin=${domain[0]}
      aria-valuemax=${domain[1]}
      aria-valuenow=${cursor ?? domain[1]}
      aria-valuetext=${text.cursor}
      data-date=${cursor === null ? nothing : dateOf(cursor)}
      @keydown=${on.key}
      @pointermove=${on.move}
      @pointerdown=${on.down}
      @pointerup=${on.up}
      @pointercancel=${on.leave}
      @pointerleave=${on.leave}
    >
      ${state.dense ? html`<canvas data-cell=${model.key}></canvas>` : nothing}
      <svg class="chart" aria-hidden="true" width=${width} height=${height} viewBox=${`0 0 ${width} ${height}`}>
        ${aheadView(model, state, text)}
        ${axesView(state, text)}
        ${tracksView(model, state, bandView)} ${tracksView(model, state, lineView)}
        ${eventsView(state)} ${rangeView(state)} ${labelsView(model, state, text)}
        ${cursorView(model, state)}
      </svg>
    </div>
  </figure>`;
}
