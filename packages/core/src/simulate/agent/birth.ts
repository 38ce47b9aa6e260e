import { exp, findRoot, legendrePoints, log, logistic, normalDensity } from "../../math/index.js";
import { CHUNK, fillWords, type Purpose, thresholdOf, toNormal, toUniform } from "./chance.js";
import {
  ACTIVE,
  type AgentColumns,
  type CellPopulation,
  type Luck,
  MIDDLE,
  NO_BRAND,
  WAITING,
} from "./population.js";
import type { AgentSetting } from "./setting.js";

/** What a cell's people are on average. */
export interface Average {
  /** Share of each brand now. */
  readonly share: Float64Array;
  readonly habit: number;
  /** Units per person and day; 0 where unknown. */
  readonly rate: number;
  readonly periodDays: number;
}

/** Largest probability of repeating a brand, as in the engine. */
const MOST_LOYAL = 0.995;

/**
 * Gives agents of a cell what they start with: from their own numbers, so that further agents leave these as they are.
 *
 * @param options.from - first place within the columns, a multiple of 4
 */
export function bear(
  { columns, id, first, starting, size }: CellPopulation,
  {
    from = 0,
    luck,
    setting,
    average,
  }: { from?: number; luck: Luck; setting: AgentSetting; average: Average },
): void {
  const words = new Uint32Array(CHUNK);
  const centre = loyaltyCentre(average.habit, setting["heterogeneity.loyalty"]);
  const born: Born = { setting, average, centre, starting };
  for (let at = from; at < size; at += CHUNK) {
    const to = Math.min(size, at + CHUNK);
    for (const [purpose, give] of BIRTHS) {
      if (!give.isDrawn(setting)) {
        give.all(columns, { at, to, born });
        continue;
      }
      fillWords(words, { luck, cell: id, agent: first + at, step: 0, purpose });
      give.each(columns, { at, to, first, born, words });
    }
    columns.satisfaction.fill(MIDDLE, at, to);
    for (let i = at; i < to; i++) {
      if (first + i >= starting) continue;
      columns.state[i] = ACTIVE;
      columns.entered[i] = 0;
    }
  }
}

interface Born {
  readonly setting: AgentSetting;
  readonly average: Average;
  readonly centre: number;
  readonly starting: number;
}

/** How one column is given: the same to all, or drawn. */
interface Giving {
  isDrawn(setting: AgentSetting): boolean;
  all(columns: AgentColumns, range: { at: number; to: number; born: Born }): void;
  each(
    columns: AgentColumns,
    range: { at: number; to: number; first: number; born: Born; words: Uint32Array },
  ): void;
}

/** A column of factors with mean 1 and a log-normal spread, times `scale`. */
const factors = (
  column: "price" | "promotion" | "rate",
  scale: (born: Born) => number,
): Giving => ({
  isDrawn: (setting) => setting[`heterogeneity.${column}`] > 0,
  all: (columns, { at, to, born }) => void columns[column].fill(scale(born), at, to),
  each(columns, { at, to, born, words }) {
    const spread = born.setting[`heterogeneity.${column}`];
    const times = scale(born);
    for (let i = at; i < to; i++) {
      columns[column][i] = times * exp(spread * toNormal(words[i - at]!) - (spread * spread) / 2);
    }
  },
});

const BIRTHS: readonly (readonly [Purpose, Giving])[] = [
  [
    "startBrand",
    {
      isDrawn: () => true,
      all: () => {},
      each({ brand, startBrand }, { at, to, first, born: { starting, average }, words }) {
        const { share } = average;
        for (let i = at; i < to; i++) {
          let j = NO_BRAND;
          if (first + i < starting) {
            const u = toUniform(words[i - at]!);
            j = 0;
            for (let sum = share[0]!; u >= sum && j < share.length - 1; sum += share[j]!) j++;
          }
          brand[i] = j;
          startBrand[i] = j;
        }
      },
    },
  ],
  [
    "loyalty",
    {
      isDrawn: (setting) => setting["heterogeneity.loyalty"] > 0,
      all: ({ loyalty }, { at, to, born }) => void loyalty.fill(born.average.habit, at, to),
      each({ loyalty }, { at, to, born: { setting, centre }, words }) {
        const spread = setting["heterogeneity.loyalty"];
        for (let i = at; i < to; i++) {
          loyalty[i] = Math.min(MOST_LOYAL, logistic(centre + spread * toNormal(words[i - at]!)));
        }
      },
    },
  ],
  ["price", factors("price", () => 1)],
  ["promotion", factors("promotion", () => 1)],
  ["rate", factors("rate", ({ average }) => average.rate)],
  [
    "joined",
    {
      isDrawn: (setting) => setting["adoption.initial"] > 0,
      all: ({ adopted }, { at, to }) => void adopted.fill(0, at, to),
      each({ adopted }, { at, to, born: { setting }, words }) {
        const below = thresholdOf(setting["adoption.initial"]);
        for (let i = at; i < to; i++) adopted[i] = words[i - at]! < below ? 1 : 0;
      },
    },
  ],
  [
    "entry",
    {
      isDrawn: (setting) => setting.entry > 0,
      all: () => {},
      each({ entered, state }, { at, to, first, born: { starting, setting, average }, words }) {
        const perDay = (starting * setting.entry) / 30;
        for (let i = at; i < to; i++) {
          const newcomer = first + i - starting;
          if (newcomer < 0) continue;
          // One newcomer in each of equal spans of time, anywhere within it.
          const day = (newcomer + toUniform(words[i - at]!)) / perDay;
          entered[i] = Math.min(65535, Math.floor(day / average.periodDays));
          state[i] = WAITING;
        }
      },
    },
  ],
];

/** Newcomers of a cell who may have come after so many days. */
export const newcomersWithin = (
  days: number,
  { starting, setting }: { starting: number; setting: AgentSetting },
): number => (setting.entry > 0 ? Math.ceil((days * starting * setting.entry) / 30) : 0);

/** Centre of normal log odds with a given spread whose mean probability is the habit. */
function loyaltyCentre(habit: number, spread: number): number {
  if (spread === 0 || habit <= 0) return -Infinity;
  const { at, weight } = legendrePoints(-8, 8, 8);
  const density = at.map((z, i) => weight[i]! * normalDensity(z));
  const mean = (centre: number) =>
    density.reduce((sum, w, i) => sum + w * logistic(centre + spread * at[i]!), 0);
  const odds = log(habit / (1 - habit));
  return findRoot((centre) => mean(centre) - habit, odds - 4 * spread - 1, odds + 4 * spread + 1);
}
