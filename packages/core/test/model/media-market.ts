import { normalQuantile, purposeId, uniformSource } from "../../src/math/index.js";
import { dateOfDay } from "../../src/schema/time-text.js";

const PURPOSE = purposeId("media market");
const FIRST_DAY = 17_532;

/** A market whose truth is known. */
export interface MediaMarket {
  readonly rows: Record<string, number | string>[];
  readonly channels: string[];
  /** By channel: true sum of its contribution over the rows, and its spend. */
  readonly contribution: Record<string, number>;
  readonly spend: Record<string, number>;
  /** Outcome without noise. */
  readonly signal: number[];
}

/**
 * A weekly market of random make: 3 to 5 channels, always on or in flights, partly following the season; one or two without effect.
 *
 * @param options.family - of the true saturation
 */
export function mediaMarket(
  seed: number,
  { weeks, family = "logistic" }: { weeks?: number; family?: "logistic" | "hill" } = {},
): MediaMarket {
  const next = uniformSource(seed, 0, PURPOSE);
  const between = (low: number, high: number) => low + (high - low) * next();
  const normal = () => normalQuantile(next());
  const n = weeks ?? 104 + Math.floor(next() * 53);
  const many = 3 + Math.floor(next() * 3);
  const channels = Array.from({ length: many }, (_, c) => `channel_${c + 1}`);
  const noise = between(40, 90);
  const phase = between(0, 2 * Math.PI);
  const slope = between(-150, 300);
  const season = between(50, 200);
  const yearly = (t: number) => Math.cos((2 * Math.PI * t) / 52.18 - phase);
  const price = Array.from({ length: n }, () => between(-1, 1));
  const signal = price.map((value, t) => 1000 + (slope * t) / n + season * yearly(t) - 60 * value);
  const contribution: Record<string, number> = {};
  const spend: Record<string, number> = {};
  const spends = channels.map((name, c) => {
    const flighted = next() < 0.4;
    const follows = next() < 0.4 ? between(0.2, 0.5) : 0;
    const size = between(5_000, 60_000);
    const x = Array.from({ length: n }, (_, t) => {
      if (flighted && next() < 0.55) return 0;
      return size * Math.exp(0.5 * normal() + follows * yearly(t));
    });
    const effect = c === 0 && next() < 0.5 ? 0 : c === 1 && next() < 0.3 ? 0 : between(60, 450);
    const carryOver = between(0, 0.7);
    const most = Math.max(...x);
    const bend = between(1, 5);
    const half = between(0.25, 0.8);
    const steep = between(0.8, 1.8);
    let total = 0;
    for (let t = 0; t < n; t++) {
      let held = 0;
      let weights = 0;
      for (let lag = 0; lag < 8; lag++) {
        const weight = carryOver ** lag;
        weights += weight;
        held += weight * (x[t - lag] ?? 0);
      }
      const u = held / weights / most;
      const made =
        family === "logistic"
          ? effect * Math.tanh((bend * u) / 2)
          : (effect * u ** steep) / (half ** steep + u ** steep);
      total += made;
      signal[t] = (signal[t] ?? 0) + made;
    }
    contribution[name] = total;
    spend[name] = x.reduce((sum, value) => sum + value, 0);
    return x;
  });
  const rows = signal.map((value, t) => ({
    week: dateOfDay(FIRST_DAY + 7 * t),
    sales: value + noise * normal(),
    price: price[t] ?? 0,
    ...Object.fromEntries(channels.map((name, c) => [name, spends[c]?.[t] ?? 0])),
  }));
  return { rows, channels, contribution, spend, signal };
}
