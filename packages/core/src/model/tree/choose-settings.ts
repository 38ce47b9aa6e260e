import { type Booster, type BoostInput, type BoostSettings, createBooster } from "./booster.js";
import { innerFolds } from "./inner-folds.js";

/** Settings and how far they go. */
export interface BoostMember {
  readonly settings: BoostSettings;
  readonly rounds: number;
}

/** What a search among settings found. */
export interface ChosenSettings {
  /** The best settings and those as good, in the order in which they were tried: their scores are averaged. */
  readonly members: readonly BoostMember[];
  /** Of the best settings: mean loss of held-out rows at the chosen round, and of the constant there. */
  readonly loss: number;
  readonly naive: number;
  /** Of the difference, over folds. */
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

/** Settings whose loss is at most this many times the best one's are taken to be as good: their scores are averaged. */
const AS_GOOD = 1.1;

/**
 * Chooses settings and the number of rounds by inner cross-validation: all folds grow side by side until their mean
 * loss has not fallen for a while.
 *
 * @see Prechelt, Early stopping - but when? (1998)
 */
export function chooseSettings(input: BoostInput, plan: SearchPlan): ChosenSettings {
  const { candidates, held, seed, onProgress } = plan;
  const folds = innerFolds(input.target, { ...plan, seed });
  const found: (BoostMember & Omit<ChosenSettings, "members" | "folds">)[] = [];
  candidates.forEach((settings, c) => {
    const boosters = folds.map(({ train, test }, fold) =>
      createBooster(input, { settings, train, watch: test, seed: seed + fold }),
    );
    const least = found.reduce((best, { loss }) => Math.min(best, loss), Infinity);
    const grown = growUntilNoGain(boosters, {
      settings,
      mostRounds: plan.mostRounds,
      least,
      onRound: (share) =>
        onProgress(`settings ${c + 1} of ${candidates.length}`, (c + share) / candidates.length),
    });
    found.push({ ...grown, settings });
  });
  const best = found.reduce((least, each) => (each.loss < least.loss ? each : least));
  const { loss, naive, standardError } = best;
  const members = found.flatMap((each) =>
    each === best || (each.loss < each.naive && each.loss <= AS_GOOD * loss)
      ? [{ settings: each.settings, rounds: each.rounds }]
      : [],
  );
  return { members, loss, naive, standardError, folds: held };
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
): { rounds: number } & Pick<ChosenSettings, "loss" | "naive" | "standardError"> {
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
