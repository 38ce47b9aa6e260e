import type { Twin } from "@cdp-whatif/core";
import {
  formatMultiplier,
  formatNumber,
  formatPrice,
  formatSignedPercent,
} from "../../format/number.js";
import type { Locale } from "../../locale/locale.js";
import type { WhatifScenario } from "./scenario.js";
import type { ViewContext } from "./view-context.js";

/** A lever that is a number: what its slider and its field show is `shown`, what the scenario holds is `value`. */
export interface NumberLever {
  readonly id: string;
  readonly label: string;
  /** After the field, e.g. `%`. */
  readonly unit: string;
  /** Ends of the slider, ends of what may be typed, and steps, all as shown. */
  readonly slider: readonly [low: number, high: number];
  readonly typed: readonly [low: number, high: number];
  readonly step: number;
  readonly neutral: number;
  readonly shown: number;
  /** What the data have seen, as shown; null where the data say nothing about this lever. */
  readonly observed: Observed | null;
  /** A remark beside the label, e.g. the price in money. */
  readonly hint: string;
  readonly brandClass: string;
  /** The value for people, with unit and sign. */
  readonly write: (shown: number) => string;
  readonly put: (scenario: WhatifScenario, shown: number) => WhatifScenario;
}

/** What the data have seen of a lever: `varied` is false when it always stood at one value. */
export interface Observed {
  readonly low: number;
  readonly high: number;
  readonly varied: boolean;
}

const round = (value: number, digits = 6) => Number(value.toFixed(digits));
const toPercent = (multiplier: number) => round((multiplier - 1) * 100, 4);
const fromPercent = (percent: number) => round(1 + percent / 100);
const signedPercent = (locale: Locale) => (shown: number) => formatSignedPercent(shown, locale, 1);

/** How prices of a brand varied, as a change from today's price in percent. */
function observedPrice(twin: Twin | null, brand: string): Observed | null {
  if (!twin) return null;
  const range = twin.levers.find((known) => known.lever === "price" && known.brand === brand);
  if (!range) return { low: 0, high: 0, varied: false };
  const { low, high, distinct } = range;
  return {
    low: (Math.exp(low) - 1) * 100,
    high: (Math.exp(high) - 1) * 100,
    varied: distinct >= 2,
  };
}

/** Today's price of a brand over all cells that know it, weighted by people; null where none does. */
export function priceNow(twin: Twin | null, brand: string): number | null {
  if (!twin) return null;
  const at = twin.brands.indexOf(brand);
  let sum = 0;
  let weights = 0;
  for (const cell of twin.cells) {
    const price = cell.price[at];
    if (price === null || price === undefined) continue;
    const weight = Math.max(cell.people, 1e-9);
    sum += weight * price;
    weights += weight;
  }
  return weights > 0 ? sum / weights : null;
}

/** The price levers, one per brand in `brands`. */
export function priceLevers(scenario: WhatifScenario, context: ViewContext): NumberLever[] {
  const { locale, say, twin } = context;
  return context.brands.map((brand) => {
    const multiplier = scenario.prices[brand] ?? 1;
    const price = priceNow(twin, brand);
    const money =
      price === null
        ? ""
        : say.about_price(
            `${formatPrice(price * multiplier, locale)} ${twin?.currency ?? ""}`.trim(),
          );
    return {
      id: `price-${context.brands.indexOf(brand)}`,
      label: context.brandName(brand),
      unit: "%",
      slider: [-50, 50],
      typed: [-90, 200],
      step: 1,
      neutral: 0,
      shown: toPercent(multiplier),
      observed: observedPrice(twin, brand),
      hint: money,
      brandClass: context.brandClass(brand),
      write: signedPercent(locale),
      put: (before, shown) => {
        const { [brand]: _, ...others } = before.prices;
        const prices = shown === 0 ? others : { ...others, [brand]: fromPercent(shown) };
        return { ...before, prices };
      },
    };
  });
}

/** The lever of the household's electricity price. */
export function electricityLever(scenario: WhatifScenario, context: ViewContext): NumberLever {
  return {
    id: "electricity",
    label: context.say.electricityPrice,
    unit: "%",
    slider: [-50, 200],
    typed: [-50, 200],
    step: 1,
    neutral: 0,
    shown: toPercent(scenario.electricityPrice),
    observed: null,
    hint: "",
    brandClass: "",
    write: signedPercent(context.locale),
    put: (before, shown) => ({ ...before, electricityPrice: fromPercent(shown) }),
  };
}

type NumberKey = {
  [Key in keyof WhatifScenario]: WhatifScenario[Key] extends number ? Key : never;
}[keyof WhatifScenario];

interface Plain {
  readonly key: NumberKey;
  readonly label: string;
  readonly range: readonly [low: number, high: number];
  readonly step: number;
  readonly neutral: number;
  readonly observed?: Observed | null;
}

/** A lever shown as a multiplier. */
export function multiplierLever(
  scenario: WhatifScenario,
  { locale }: ViewContext,
  { key, label, range, step, neutral, observed }: Plain,
): NumberLever {
  return {
    id: key,
    label,
    unit: "×",
    slider: range,
    typed: range,
    step,
    neutral,
    shown: scenario[key],
    observed: observed ?? null,
    hint: "",
    brandClass: "",
    write: (shown) => formatMultiplier(shown, locale),
    put: (before, shown) => ({ ...before, [key]: round(shown, 4) }),
  };
}

/** A lever whose fraction is shown in percent. */
export function fractionLever(
  scenario: WhatifScenario,
  { locale }: ViewContext,
  { key, label, range, step, neutral, observed }: Plain,
): NumberLever {
  const percent = ([low, high]: readonly [number, number]) =>
    [round(low * 100), round(high * 100)] as const;
  return {
    id: key,
    label,
    unit: "%",
    slider: percent(range),
    typed: percent(range),
    step: step * 100,
    neutral: neutral * 100,
    shown: round(scenario[key] * 100, 4),
    observed: observed ?? null,
    hint: "",
    brandClass: "",
    write: (shown) => `${formatNumber(shown, locale, 1)}%`,
    put: (before, shown) => ({ ...before, [key]: round(shown / 100) }),
  };
}

/** What the data have seen of a promotional lever of one brand, or of any brand when none is named. */
export function observedLever(
  twin: Twin | null,
  lever: "discount" | "points",
  brand: string | null,
): Observed | null {
  if (!twin) return null;
  const ranges = twin.levers.filter(
    (known) => known.lever === lever && (brand === null || known.brand === brand),
  );
  const scale = lever === "discount" ? (value: number) => value * 100 : Math.exp;
  const lows = ranges.map(({ low }) => scale(low));
  const highs = ranges.map(({ high }) => scale(high));
  const varied = ranges.some(({ distinct }) => distinct >= 2);
  if (!varied) return { low: 0, high: 0, varied: false };
  return { low: Math.min(...lows), high: Math.max(...highs), varied };
}
