import type { Locale } from "../locale/locale.js";

/** U+2212: as wide as a plus sign, unlike the hyphen that Intl writes. */
const MINUS = "−";
const withMinus = (text: string) => text.replaceAll("-", MINUS);

const formats = new Map<string, Intl.NumberFormat>();

/** A number format, made once per locale and options. */
export function numberFormat(locale: Locale, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.NumberFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** A plain number with at most `digits` decimals, grouped: `1,234.5`. */
export function formatNumber(value: number, locale: Locale, digits = 0): string {
  return withMinus(numberFormat(locale, { maximumFractionDigits: digits }).format(value));
}

/** A price per unit: two decimals, and more where it takes them to tell small prices apart: `34.31`, `0.0375`. */
export function formatPrice(price: number, locale: Locale): string {
  const options: Intl.NumberFormatOptions =
    Math.abs(price) >= 1 ? { maximumFractionDigits: 2 } : { maximumSignificantDigits: 3 };
  return withMinus(numberFormat(locale, options).format(price));
}

/** A percentage from a number that is already in percent: `33.6%`. */
export function formatPercent(percent: number, locale: Locale, digits = 1): string {
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${withMinus(numberFormat(locale, options).format(percent))}%`;
}

/** A change in percent of a level, with its sign: `+10%`. Zero has none. */
export function formatSignedPercent(percent: number, locale: Locale, digits = 0): string {
  const options = { maximumFractionDigits: digits, signDisplay: "exceptZero" } as const;
  return `${withMinus(numberFormat(locale, options).format(percent))}%`;
}

/** A difference of two shares in percentage points, with its sign and unit: `−2.4 pp`, `−2.4 百分點`. */
export function formatPoints(points: number, locale: Locale, digits = 1): string {
  return `${formatSigned(points, locale, digits)} ${pointsUnit(locale)}`;
}

/** Decimals of a change in points: a small one is not shown as none. */
export const pointDigits = (points: number): number =>
  points === 0 || Math.abs(points) >= 0.1 ? 1 : 2;

/** The unit of a difference of shares. */
export const pointsUnit = (locale: Locale): string => (locale === "en" ? "pp" : "百分點");

/** A number with its sign, without unit: `−2.4`. */
export function formatSigned(value: number, locale: Locale, digits = 1): string {
  const options = {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    signDisplay: "exceptZero",
  } as const;
  return withMinus(numberFormat(locale, options).format(value));
}

/** A multiplier: `×1.25`. */
export function formatMultiplier(value: number, locale: Locale): string {
  return `×${formatNumber(value, locale, 2)}`;
}

/** Bytes for people, by powers of 1000: `1.2 MB`. */
export function formatBytes(bytes: number, locale: Locale): string {
  const [unit, size] =
    bytes >= 1e6
      ? (["MB", 1e6] as const)
      : bytes >= 1e3
        ? (["kB", 1e3] as const)
        : (["B", 1] as const);
  return `${formatNumber(bytes / size, locale, size === 1e6 ? 1 : 0)} ${unit}`;
}
