import { html, nothing, type TemplateResult } from "lit";
import { formatDateRange } from "../../format/date.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { demoBadge } from "../base/state-view.js";
import { selectField } from "../plot/field.js";
import type { Overview } from "../plot/overview.js";
import { linkIcon } from "../whatif/icon.js";
import { dashboardMessages } from "./messages.js";

/** What the head of the dashboard shows and offers. */
export interface HeadOptions {
  readonly locale: Locale;
  readonly theme: string;
  readonly overview: Overview | null;
  readonly source: string | null;
  /** Lines of data files that could not be used. */
  readonly unused: number;
  readonly chooseLocale: (locale: string) => void;
  readonly chooseTheme: (theme: string) => void;
  readonly share: () => void;
}

const summaryView = ({ locale, overview, source, unused }: HeadOptions) => {
  const say = dashboardMessages(locale);
  if (!overview) return nothing;
  const { first, last } = overview;
  const parts =
    overview.records === 0
      ? [say.twinOnly]
      : [
          say.records(overview.records),
          ...(first && last ? [formatDateRange(first, last, locale)] : []),
          say.cells(overview.cells),
        ];
  if (source) parts.push(say.source(source));
  return html`${parts.map((part) => html`<li>${part}</li>`)}
  ${unused > 0 ? html`<li class="warn">${commonMessages(locale).unusedLines(unused)}</li>` : nothing}`;
};

/** Title, what the data is, language, colours and the link. */
export function headView(options: HeadOptions): TemplateResult {
  const { locale } = options;
  const say = dashboardMessages(locale);
  return html`<header class="top">
    <div class="title">
      <h1>${say.title} ${options.overview?.demo ? demoBadge(locale) : nothing}</h1>
      <ul class="facts">${summaryView(options)}</ul>
    </div>
    <div class="switches">
      ${selectField(
        say.language,
        locale,
        [
          { value: "en", label: "English" },
          { value: "zh-TW", label: "繁體中文" },
        ],
        options.chooseLocale,
      )}
      ${selectField(
        say.theme,
        options.theme,
        (["auto", "light", "dark"] as const).map((value) => ({ value, label: say[value] })),
        options.chooseTheme,
      )}
      <button type="button" class="share" @click=${options.share}>${linkIcon}${say.share}</button>
    </div>
  </header>`;
}
