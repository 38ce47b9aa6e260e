import type { Selection } from "../../controller/provider-context.js";
import { LOCALES } from "../../locale/locale.js";
import { type View, viewOf } from "./view.js";

/** What a link to a dashboard re-opens; null: as it comes. */
export interface DashboardState extends Selection {
  readonly view: View | null;
  readonly locale: string | null;
  readonly theme: string | null;
}

/** Name of the dashboard's part in the address' fragment. */
export const DASHBOARD_PART = "cdp-dashboard";

const KEYS = ["view", "persona", "region", "brand", "start", "end", "locale", "theme"] as const;

/** A state as the text of its part of a fragment; what is null is left out. */
export function encodeDashboard(state: DashboardState): string {
  return KEYS.flatMap((key) => {
    const value = state[key];
    return value === null ? [] : [`${key}=${encodeURIComponent(value)}`];
  }).join(";");
}

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
};

/**
 * Reads what `encodeDashboard` wrote. Parts that are not readable, and languages, themes, dates and views that
 * do not exist, are left out; names are for the source to know.
 */
export function decodeDashboard(text: string): Partial<DashboardState> {
  const found = new Map<string, string>();
  for (const part of text.split(";")) {
    const at = part.indexOf("=");
    const value = decoded(part.slice(at + 1));
    if (at > 0 && value) found.set(part.slice(0, at), value);
  }
  const kept = (key: (typeof KEYS)[number], fits: (value: string) => boolean) => {
    const value = found.get(key);
    return value !== undefined && fits(value) ? { [key]: value } : {};
  };
  const isName = (value: string) => value.length <= 200;
  const isDate = (value: string) => /^\d{4}-\d{2}-\d{2}$/.test(value);
  return {
    ...kept("view", (value) => viewOf(value) !== null),
    ...kept("persona", isName),
    ...kept("region", isName),
    ...kept("brand", isName),
    ...kept("start", isDate),
    ...kept("end", isDate),
    ...kept("locale", (value) => LOCALES.some((locale) => locale === value)),
    ...kept("theme", (value) => ["light", "dark", "auto"].includes(value)),
  };
}
