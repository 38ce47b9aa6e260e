import type { Locale } from "./locale.js";

/** A persona, region or brand with its names. */
export interface Named {
  readonly id: string;
  readonly names: { readonly [language in Locale]?: string | undefined };
}

/** How a name is shown in a language; an id without names is shown as it is. */
export function nameOf(named: readonly Named[], id: string, locale: Locale): string {
  const entry = named.find((candidate) => candidate.id === id);
  return entry?.names[locale] ?? entry?.names.en ?? id;
}
