import type { Locale } from "../locale/locale.js";
import { numberFormat } from "./number.js";

const money = (value: number, currency: string, locale: Locale, signed: boolean): string => {
  const compact = Math.abs(value) >= 1e6;
  return numberFormat(locale, {
    style: "currency",
    currency,
    // The code, not a sign: "$" is the sign of thirty currencies.
    currencyDisplay: "code",
    notation: compact ? "compact" : "standard",
    minimumFractionDigits: 0,
    maximumFractionDigits: compact ? 2 : Math.abs(value) < 100 ? 2 : 0,
    signDisplay: signed ? "exceptZero" : "auto",
  })
    .format(value)
    .replaceAll("-", "−");
};

/** An amount with its currency, shortened from a million on: `TWD 12,300`, `TWD 2.6M`. */
export function formatMoney(value: number, currency: string, locale: Locale): string {
  return money(value, currency, locale, false);
}

/** A change of an amount, with its sign and its currency. */
export function formatMoneyChange(value: number, currency: string, locale: Locale): string {
  return money(value, currency, locale, true);
}
