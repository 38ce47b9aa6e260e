import { type Booster, type BoostInput, type BoostSettings, createBooster } from "./booster.js";
import { innerFolds } from "./inner-folds.js";
import type { Objective } from "./objective.js";

/** What a search among settings found. */
export interface ChosenSettings {
  readonly settings: BoostSettings;
  readonly rounds: number;
  /** Mean loss of held-out rows at the chosen round, of the constant there, and the standard error over folds of their difference. */
  readonly loss: number;
  readonly naive: number;
  readonly standardError: number;
  readonly folds: number;
}

/** How a search goes. */
export interface SearchPlan {
  readonly candidates: readonly BoostSettings[];
  /** Parts that rows are dealt to, and how many of them are held out in turn. */
  readonly folds: number;
  readonly held: number;
  readonly mostRounds: number;
  readonly seed: number;
  readonly onProgress: (stage: string, done: number) => void;
}

/** Total step of learning without gain after which a search ends: 5 is 50 rounds at a learning rate of 0.1. */
const PATIENCE = 4;

/**
 * Chooses settings and the number of rounds by inner cross-validation: all folds grow side by side until their mean
 * loss has not fallen for a while.
 *
 * @see Prechelt, Early stopping - but when? (1998)
 */
export function chooseSettings(input: BoostInput, plan: SearchPlan): ChosenSettings {
  const { candidates, held, seed, onProgress } = plan;
  const folds = innerFolds(input.target, { ...plan, seed });
  let best: ChosenSettings | null = null;
  candidates.forEach((settings, c) => {
    const boosters = folds.map(({ train, test }, fold) =>
      createBooster(input, { settings, train, watch: test, seed: seed + fold }),
    );
    const found = growUntilNoGain(boosters, {
      settings,
      mostRounds: plan.mostRounds,
      least: best?.loss ?? Infinity,
      onRound: (share) =>
        onProgress(`settings ${c + 1} of ${candidates.length}`, (c + share) / candidates.length),
    });
    if (best === null || found.loss < best.loss) best = { ...found, settings, folds: held };
  });
  return best!;
}

function growUntilNoGain(
  boosters: readonly Booster[],
  {
    settings,
    mostRounds,
    least,
    onRound,
  }: {
    settings: BoostSettings;
    mostRounds: number;
    least: number;
    onRound: (share: number) => void;
  },
): Omit<ChosenSettings, "settings" | "folds"> {
  const naive = boosters.map(({ watchedLoss }) => watchedLoss());
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  let best = { rounds: 0, loss: mean(naive), losses: naive };
  const patience = Math.ceil(PATIENCE / settings.learningRate);
  for (let round = 1; round <= mostRounds; round++) {
    const grown = boosters.map(({ grow }) => grow());
    const losses = boosters.map(({ watchedLoss }) => watchedLoss());
    const loss = mean(losses);
    if (loss < best.loss) best = { rounds: round, loss, losses };
    if (!grown.includes(true) && settings.rowShare >= 1 && settings.featureShare >= 1) break;
    if (round - best.rounds >= patience) break;
    // Far behind another candidate and hardly gaining: not worth more rounds.
    if (loss > 1.5 * least && round > 2 * patience) break;
    if (round % 16 === 0) onRound(Math.min(0.99, round / mostRounds));
  }
  const gains = best.losses.map((loss, fold) => loss - naive[fold]!);
  const centre = mean(gains);
  const squares = gains.reduce((sum, gain) => sum + (gain - centre) * (gain - centre), 0);
  const n = gains.length;
  const standardError = n > 1 ? Math.sqrt(squares / (n - 1) / n) : 0;
  return { rounds: best.rounds, loss: best.loss, naive: mean(naive), standardError };
}

/** Weighted mean loss of the constant prediction over all rows. */
export function constantLoss(
  objective: Objective,
  { target, weights }: Pick<BoostInput, "target" | "weights">,
): number {
  const rows = Int32Array.from(target, (_, i) => i);
  const base = objective.constant(target, weights, rows);
  const scores = new Float64Array(base.length * target.length);
  base.forEach((score, k) => {
    scores.fill(score, k * target.length, (k + 1) * target.length);
  });
  return objective.loss({ scores, target, weights, rows });
}
