import { nice, ticks as ticksOf } from "d3-array";

/** Domain, marks and how many decimals a percent label needs to tell the marks apart. */
export interface ValueAxis {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  readonly decimals: number;
}

const decimalsOf = (step: number): number => {
  for (let decimals = 0; decimals < 3; decimals += 1)
    if (Math.abs(Math.round(step * 10 ** decimals) - step * 10 ** decimals) < 1e-9) return decimals;
  return 3;
};

/**
 * An axis of fractions, to be labelled in percent: rounded outwards, never beyond 0–1.
 *
 * @param values - not finite ones are left out; with none, 0–1
 * @param options.zero - whether 0 must be on the axis (bars)
 * @param options.signed - differences: the domain may go from −1 to 1 and holds 0 in its middle
 * @param options.count - about how many marks
 */
export function fractionAxis(
  values: Iterable<number | null>,
  {
    zero = false,
    signed = false,
    count = 5,
  }: { zero?: boolean; signed?: boolean; count?: number } = {},
): ValueAxis {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) [low, high] = signed ? [-0.1, 0.1] : [0, 1];
  if (signed) {
    const reach = Math.max(Math.abs(low), Math.abs(high), 0.005);
    [low, high] = [-reach, reach];
  } else {
    if (zero) low = 0;
    const padding = Math.max((high - low) * 0.06, 0.01);
    low = Math.max(0, low - (zero ? 0 : padding));
    high = Math.min(1, high + padding);
  }
  const [first, last] = nice(low, high, count);
  const floor = signed ? -1 : 0;
  const domain = [Math.max(floor, first), Math.min(1, last)] as const;
  const ticks = ticksOf(domain[0], domain[1], count);
  const step = ticks.length > 1 ? ((ticks[1] ?? 0) - (ticks[0] ?? 0)) * 100 : 1;
  return { domain, ticks, decimals: decimalsOf(Number(step.toPrecision(6))) };
}

/** Pixel of a value: `range[0]` at `domain[0]`, not clamped. */
export function linear(
  domain: readonly [number, number],
  range: readonly [number, number],
): (value: number) => number {
  const span = domain[1] - domain[0];
  const middle = (range[0] + range[1]) / 2;
  if (span === 0) return () => middle;
  return (value) => range[0] + ((value - domain[0]) / span) * (range[1] - range[0]);
}

/**
 * An axis of any numbers, rounded outwards, with 0 on it.
 *
 * @param values - not finite ones are left out
 */
export function numberAxis(
  values: Iterable<number | null>,
  { count = 5 }: { count?: number } = {},
): Pick<ValueAxis, "domain" | "ticks"> {
  let [low, high] = [0, 0];
  for (const value of values) {
    if (value === null || !Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low === high) high = 1;
  const [first, last] = nice(low, high, count);
  return { domain: [first, last], ticks: ticksOf(first, last, count) };
}
