import type { Locale } from "../locale/locale.js";
import { numberFormat } from "./number.js";

const money = (value: number, currency: string, locale: Locale, signed: boolean): string => {
  const compact = Math.abs(value) >= 1e6;
  return numberFormat(locale, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
    notation: compact ? "compact" : "standard",
    minimumFractionDigits: 0,
    maximumFractionDigits: compact ? 2 : Math.abs(value) < 100 ? 2 : 0,
    signDisplay: signed ? "exceptZero" : "auto",
  })
    .format(value)
    .replaceAll("-", "−");
};

/** An amount with its currency, shortened from a million on: `TWD 12,300` is `$12,300` beside its code. */
export function formatMoney(value: number, currency: string, locale: Locale): string {
  return `${money(value, currency, locale, false)} ${currency}`;
}

/** A change of an amount, with its sign and its currency. */
export function formatMoneyChange(value: number, currency: string, locale: Locale): string {
  return `${money(value, currency, locale, true)} ${currency}`;
}
