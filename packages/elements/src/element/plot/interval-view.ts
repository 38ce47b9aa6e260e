import { html, nothing, svg, type TemplateResult } from "lit";
import { intervalMark } from "../../chart/interval-mark.js";
import type { Interval } from "../../chart/sampling.js";
import { linear } from "../../chart/value-axis.js";

/** Height of one row, in pixels at scale 1. */
const ROW = 22;
/** Pixels left free at both ends, so that dots at the edge stay whole. */
const EDGE = 7;

/** One scale for many rows. */
export interface RowScale {
  readonly width: number;
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

const pixels = ({ width, domain }: RowScale) =>
  linear(domain, [EDGE, Math.max(EDGE + 1, width - EDGE)]);

const gridView = (scale: RowScale, height: number) => {
  const x = pixels(scale);
  const atZero = (tick: number) => (tick === 0 ? "grid zero" : "grid");
  return scale.ticks.map(
    (tick) =>
      svg`<line class=${atZero(tick)} x1=${x(tick)} x2=${x(tick)} y1="0" y2=${height}></line>`,
  );
};

/** A dot with its 95 % whiskers on the rows' scale; `hollow` marks the one that others are held against. */
export function intervalView(
  interval: Interval | null,
  scale: RowScale,
  { mark = "brand-1", hollow = false }: { mark?: string; hollow?: boolean } = {},
): TemplateResult | typeof nothing {
  if (scale.width <= 0) return nothing;
  const middle = ROW / 2;
  const x = pixels(scale);
  const place = interval && intervalMark(interval, x, [EDGE, scale.width - EDGE]);
  return html`<svg class="chart row" aria-hidden="true" width=${scale.width} height=${ROW}>
    ${gridView(scale, ROW)}
    ${
      place
        ? svg`<g class=${mark}>
            <line class="whisker" x1=${place.from} x2=${place.to} y1=${middle} y2=${middle}></line>
            <circle class=${hollow ? "value hollow" : "value"} cx=${place.x} cy=${middle} r="4.5"></circle>
          </g>`
        : nothing
    }
  </svg>`;
}

/** The marks of the rows' scale. */
export function rowAxisView(
  scale: RowScale,
  show: (value: number) => string,
): TemplateResult | typeof nothing {
  if (scale.width <= 0) return nothing;
  const x = pixels(scale);
  const fits = Math.max(1, Math.ceil((scale.ticks.length * 52) / scale.width));
  const anchor = (tick: number) =>
    x(tick) < 20 ? "start" : x(tick) > scale.width - 20 ? "end" : "middle";
  const zero = Math.max(0, scale.ticks.indexOf(0));
  return html`<svg class="chart row" aria-hidden="true" width=${scale.width} height="18">
    ${scale.ticks
      .filter((_, i) => Math.abs(i - zero) % fits === 0)
      .map(
        (tick) => svg`<text x=${x(tick)} y="13" text-anchor=${anchor(tick)}>${show(tick)}</text>`,
      )}
  </svg>`;
}
