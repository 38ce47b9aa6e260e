import { html, nothing, type TemplateResult } from "lit";
import type { Bucket } from "../../chart/day.js";
import type { Selection } from "../../controller/provider-context.js";
import type { Locale } from "../../locale/locale.js";
import { checkField, selectField } from "../plot/field.js";
import type { Overview } from "../plot/overview.js";
import { plotMessages } from "../plot/plot-messages.js";
import { selectionFields } from "../plot/selection-fields.js";
import { timeSeriesMessages } from "./messages.js";
import { METRICS, type Metric } from "./metric.js";

/** The fields of `<cdp-time-series>`. */
export function timeSeriesFields(options: {
  /** What the date cursor stands on. */
  readonly readout: string;
  readonly locale: Locale;
  readonly overview: Overview | null;
  readonly selection: Selection;
  readonly metric: Metric;
  readonly bucket: Bucket;
  /** Whether persona, region, brand and dates are chosen here. */
  readonly shared: boolean;
  readonly bands: boolean;
  readonly forecast: number;
  readonly select: (selection: Partial<Selection>) => void;
  readonly set: (values: {
    metric?: string;
    bucket?: string;
    hideBands?: boolean;
    forecastDays?: number;
  }) => void;
}): TemplateResult {
  const { locale, metric, set } = options;
  const say = timeSeriesMessages(locale);
  const plot = plotMessages(locale);
  return html`<div class="fields">
      ${options.shared ? selectionFields({ ...options, kinds: ["personas", "regions", "brands"] }) : nothing}
      ${selectField(
        say.metric,
        metric,
        METRICS.map((value) => ({ value, label: plot[value] })),
        (value) => set({ metric: value }),
      )}
      ${selectField(
        say.bucket,
        options.bucket,
        (["day", "week", "month"] as const).map((value) => ({ value, label: say[value] })),
        (value) => set({ bucket: value }),
      )}
    </div>
    <div class="toolbar">
    ${
      metric === "shares"
        ? html`<div class="checks">
            ${checkField(say.band, options.bands, (checked) => set({ hideBands: !checked }))}
            ${checkField(
              say.forecastToggle(options.forecast || 30),
              options.forecast > 0,
              (checked) => set({ forecastDays: checked ? 30 : 0 }),
            )}
            ${
              options.shared && (options.selection.start || options.selection.end)
                ? html`<button
                    type="button"
                    class="link"
                    @click=${() => options.select({ start: null, end: null })}
                  >
                    ${say.allDates}
                  </button>`
                : nothing
            }
          </div>`
        : nothing
    }
      <p class="readout" aria-hidden="true">${options.readout}</p>
    </div>`;
}
