import { BAND_LEVELS, shareForecast } from "../model/twin/luck.js";
import type { Band, BandPath, CellPath } from "../schema/simulation-result.js";
import { bandOf, createQuantiles } from "./band.js";
import type { Columns } from "./columns.js";
import { shareLuck } from "./luck-table.js";
import type { Plan } from "./plan.js";
import type { Watch } from "./run-cell.js";

const limitsOf = /* @__PURE__ */ createQuantiles([BAND_LEVELS.p10, BAND_LEVELS.p90]);

/**
 * Notes one cell's shares by day and brand, with the 80 % band of each day, while it runs.
 *
 * @param options.luck - variance of one period's share over x(1 − x)
 * @param options.all - whether all quantiles are noted, without and with luck
 */
export function watchPath({
  plan,
  brands,
  draws,
  luck,
  all,
}: {
  plan: Plan;
  brands: readonly string[];
  draws: number;
  luck: number;
  all: boolean;
}): Watch & { readonly path: Record<string, CellPath> } {
  const banded = draws > 0;
  const paths = brands.map(() => ({
    result: [] as number[],
    baseline: [] as number[],
    p10: banded ? ([] as number[]) : null,
    p90: banded ? ([] as number[]) : null,
    luck: [] as number[],
    ...(banded && all && { bands: emptyBands(), forecast: emptyBands() }),
  }));
  const look = (period: number, shares: Columns) => {
    const { days } = plan.steps[period]!;
    shares.forEach((column, j) => {
      const { result, p10, p90, luck: spread, bands, forecast } = paths[j]!;
      const share = column[0]!;
      const deviation = shareLuck(share, luck);
      push(result, { value: share, days });
      push(spread, { value: deviation, days });
      if (!p10 || !p90) return;
      if (bands && forecast) {
        const band = bandOf(column);
        if (band === null) return;
        push(p10, { value: band.p10, days });
        push(p90, { value: band.p90, days });
        pushBand(bands, { band, days });
        pushBand(forecast, { band: shareForecast(band, { share, luck: deviation }), days });
        return;
      }
      const [low, high] = limitsOf(column);
      push(p10, { value: low!, days });
      push(p90, { value: high!, days });
    });
  };
  return {
    look,
    baseline({ days }, { x, choice, habit }) {
      paths.forEach(({ baseline }, j) => {
        const c = choice[j]![0]!;
        let rest = x[j]![0]! - c;
        for (const length of days) {
          rest *= habit[0]!;
          push(baseline, { value: c + rest, days: length });
        }
      });
    },
    path: Object.fromEntries(brands.map((brand, j) => [brand, paths[j]!])),
  };
}

/** A period's value stands for each of its days. */
function push(values: number[], { value, days }: { value: number; days: number }): void {
  for (let day = 0; day < days; day++) values.push(value);
}

const QUANTILES = Object.keys(BAND_LEVELS) as (keyof Band)[];

const emptyBands = (): BandPath => ({
  p2_5: [],
  p10: [],
  p25: [],
  p50: [],
  p75: [],
  p90: [],
  p97_5: [],
});

function pushBand(path: BandPath, { band, days }: { band: Band; days: number }): void {
  for (const name of QUANTILES) push(path[name], { value: band[name], days });
}
