import { html, nothing, type TemplateResult } from "lit";
import { formatNumber } from "../../format/number.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { plotMessages } from "./plot-messages.js";
import type { TableModel } from "./table-model.js";

/** Rows that are shown at once, and by how many more at each request. */
export const TABLE_PAGE = 200;

const tableOf = ({ caption, columns, rows }: TableModel, shown: number): TemplateResult => html`
  <div class="table-scroll" tabindex="0" role="region" aria-label=${caption}>
    <table>
      <caption>${caption}</caption>
      <thead>
        <tr>
          ${columns.map(({ label, numeric }) => html`<th scope="col" class=${numeric ? "number" : ""}>${label}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.slice(0, shown).map(
          (row) => html`<tr>
            ${row.map((cell, i) => {
              const kind = columns[i]?.numeric ? "number" : "";
              return i === 0
                ? html`<th scope="row" class=${kind}>${cell.shown}</th>`
                : html`<td class=${kind}>${cell.shown}</td>`;
            })}
          </tr>`,
        )}
      </tbody>
    </table>
  </div>
`;

/**
 * The table behind a chart, folded away until asked for, with its export.
 *
 * @param model - made only when the table is open
 * @param options.shown - how many rows
 */
export function tableView(
  model: () => TableModel,
  options: {
    readonly locale: Locale;
    readonly open: boolean;
    readonly shown: number;
    readonly note: string;
    readonly onToggle: (open: boolean) => void;
    readonly onMore: () => void;
    readonly onDownload: () => void;
    readonly onCopy: () => void;
  },
): TemplateResult {
  const { locale, open, shown } = options;
  const say = plotMessages(locale);
  const common = commonMessages(locale);
  const table = open ? model() : null;
  const toggled = (event: Event) => options.onToggle((event.target as HTMLDetailsElement).open);
  return html`<div class="behind">
    <details .open=${open} @toggle=${toggled}>
      <summary>${open ? common.hideTable : common.showTable}</summary>
      ${
        table
          ? html`${tableOf(table, shown)}
            ${
              table.rows.length > shown
                ? html`<button type="button" class="more" @click=${options.onMore}>
                    ${say.moreRows(formatNumber(shown, locale), formatNumber(table.rows.length, locale))}
                  </button>`
                : nothing
            }`
          : nothing
      }
    </details>
    <div class="export">
      <span class="faint" role="status">${options.note}</span>
      <button type="button" class="quiet" @click=${options.onCopy}>${say.copyCsv}</button>
      <button type="button" class="quiet" @click=${options.onDownload}>${say.downloadCsv}</button>
    </div>
  </div>`;
}
