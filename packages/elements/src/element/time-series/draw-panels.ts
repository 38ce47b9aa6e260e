import type { SeriesAnswer } from "@cdp-whatif/core";
import { dayOf } from "../../chart/day.js";
import { panelGrid } from "../../chart/small-multiple.js";
import { timePanel } from "../../chart/time-panel.js";
import { fractionAxis, type ValueAxis } from "../../chart/value-axis.js";
import { timeSeriesMessages } from "./messages.js";
import { cursorDays, type PanelModel } from "./panel-model.js";
import type { PanelState, PanelText } from "./panel-view.js";
import type { SeriesText } from "./series-text.js";

/** A panel with everything that its view needs. */
export interface DrawnPanel {
  readonly model: PanelModel;
  readonly state: PanelState;
  readonly text: PanelText;
  readonly columns: number;
}

/** How many times the sizes of a narrow page: as in the tokens. */
const scaleOf = (width: number) => (width > 2940 ? 1.6 : width > 1950 ? 1.25 : 1);

const valuesOf = (panels: readonly PanelModel[], bands: boolean): ValueAxis => {
  const values: (number | null)[] = [];
  const add = (some: ArrayLike<number | null>) => {
    for (let i = 0; i < some.length; i += 1) values.push(some[i] ?? null);
  };
  for (const { series } of panels)
    for (const { values: observed, low, high, forecast } of series) {
      add(observed);
      if (bands) add(low);
      if (bands) add(high);
      if (forecast) [forecast.values, forecast.low, forecast.high].forEach(add);
    }
  return fractionAxis(values);
};

const domainOf = (
  panels: readonly PanelModel[],
  start: string | null,
  end: string | null,
): readonly [number, number] => {
  const days = cursorDays(panels);
  const first = start === null ? (days[0] ?? 0) : dayOf(start);
  const last = Math.max(days.at(-1) ?? 0, end === null ? 0 : dayOf(end));
  return last > first ? [first, last] : [first - 1, first + 1];
};

const labelWidth = (panels: readonly PanelModel[], words: SeriesText, scale: number) => {
  const width = (name: string) =>
    [...name].reduce((sum, letter) => sum + (letter > "\u2E7F" ? 12.5 : 7.4), 0);
  const names = new Set(panels.flatMap(({ series }) => series.map(({ id }) => words.series(id))));
  return Math.min(140, Math.max(0, ...[...names].map(width)) + 14) * scale;
};

/** Lays out and computes all panels on one scale of dates and values. */
export function drawPanels(
  panels: readonly PanelModel[],
  answer: SeriesAnswer,
  options: {
    readonly width: number;
    readonly words: SeriesText;
    readonly start: string | null;
    readonly end: string | null;
    readonly bands: boolean;
    readonly dense: boolean;
    readonly cursor: number | null;
    readonly range: readonly [number, number] | null;
  },
): DrawnPanel[] {
  const { width, words, bands, dense } = options;
  const say = timeSeriesMessages(words.locale);
  const scale = scaleOf(width);
  const grid = panelGrid(panels.length, {
    width,
    minimum: 330 * scale,
    gap: 16 * scale,
    aspect: panels.length === 1 ? 0.42 : 0.58,
    shortest: 200 * scale,
    tallest: 440 * scale,
  });
  const axis = valuesOf(panels, bands);
  const domain = domainOf(panels, options.start, options.end);
  const events = answer.events.map(({ timestamp }, i) => ({
    day: dayOf(timestamp.slice(0, 10)),
    number: i + 1,
  }));
  return panels.flatMap((model, i) => {
    const panel = grid.panels[i];
    if (!panel) return [];
    const labels = panel.width >= 520 * scale && model.series.length > 1;
    const frame = {
      width: panel.width,
      height: panel.height,
      margin: {
        top: (events.length > 0 ? 22 : 8) * scale,
        right: labels ? labelWidth(panels, words, scale) : 14 * scale,
        bottom: 24 * scale,
        left: 46 * scale,
      },
      domain,
      axis,
      bucket: answer.bucket,
      labelSize: labels ? 15 * scale : 0,
      tickGap: 54 * scale,
    };
    const state: PanelState = {
      geometry: timePanel(model.series, frame, { lines: !dense, bands }),
      width: panel.width,
      height: panel.height,
      decimals: axis.decimals,
      dense,
      labels,
      domain,
      cursor: options.cursor,
      range: options.range,
      events: events.filter(({ day }) => day >= domain[0] && day <= domain[1]),
    };
    const text: PanelText = {
      title: words.cell(model),
      label: `${say.chart(words.cell(model), words.metric)}. ${say.cursor(words.cell(model))}`,
      name: ({ id }) => words.series(id),
      percent: words.percent,
      tick: words.tick,
      missing: say.nothingHere,
      forecast: say.forecast,
      cursor: words.cursor(model, options.cursor),
    };
    return [{ model, state, text, columns: grid.columns }];
  });
}
