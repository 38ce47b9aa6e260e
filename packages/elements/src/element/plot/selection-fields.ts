import { html, type TemplateResult } from "lit";
import type { Selection } from "../../controller/provider-context.js";
import { commonMessages } from "../../locale/common-messages.js";
import type { Locale } from "../../locale/locale.js";
import { dateField, selectField } from "./field.js";
import { type NameKind, type Overview, shownName } from "./overview.js";
import { plotMessages } from "./plot-messages.js";

const FIELDS = {
  personas: { one: "persona", all: "allPersonas" },
  regions: { one: "region", all: "allRegions" },
  brands: { one: "brand", all: "allBrands" },
} as const;

/** Selects for personas, regions or brands, and the range of dates. */
export function selectionFields({
  locale,
  overview,
  selection,
  kinds,
  select,
  dates = true,
}: {
  readonly locale: Locale;
  readonly overview: Overview | null;
  readonly selection: Selection;
  readonly kinds: readonly NameKind[];
  readonly select: (selection: Partial<Selection>) => void;
  readonly dates?: boolean;
}): TemplateResult {
  const common = commonMessages(locale);
  const plot = plotMessages(locale);
  const bounds = { min: overview?.first ?? null, max: overview?.last ?? null };
  const oneOf = (kind: NameKind) => {
    const { one, all } = FIELDS[kind];
    const ids = overview?.[kind] ?? [];
    const chosen = selection[one];
    const known = chosen === null || ids.includes(chosen) ? ids : [chosen, ...ids];
    const choices = known.map((value) => ({
      value,
      label: shownName(overview, kind, value, locale),
    }));
    return selectField(
      common[one],
      chosen ?? "",
      [{ value: "", label: common[all] }, ...choices],
      (value) => select({ [one]: value || null }),
    );
  };
  return html`${kinds.map(oneOf)}${
    dates
      ? html`${dateField(plot.from, selection.start, bounds, (start) => select({ start }))}
        ${dateField(plot.to, selection.end, bounds, (end) => select({ end }))}`
      : ""
  }`;
}
