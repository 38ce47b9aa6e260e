import type { ModelBacktest } from "../../schema/model-backtest.js";
import type { FitProgress } from "../fit-progress.js";
import { type Contest, createContest } from "./contest.js";
import { curvable, type FrameQuestion } from "./frame.js";
import type { ChoiceOccasion } from "./occasion.js";
import { PLAIN, type Variant } from "./variant.js";

/** What is settled, and what is left open ("auto"). */
export interface Openness {
  readonly question: Omit<FrameQuestion, "loyalty" | "curved">;
  readonly loyalty: "auto" | "estimated" | false | number;
  readonly classes: "auto" | number;
  readonly heterogeneity: "auto" | "none" | "random";
  readonly correlated: "auto" | boolean;
  readonly curves: "auto" | readonly string[];
  readonly seed: number;
  readonly onProgress?: ((progress: FitProgress) => void) | undefined;
}

/** What was chosen, and the held-out scores that chose it; none where too few choosers are there to hold out. */
export interface Selection {
  readonly variant: Variant;
  readonly backtest: ModelBacktest | null;
}

const FOLDS = 3;
const FEWEST_CHOOSERS = 12;
/** Choosers beyond about so many occasions are left out of the contest. */
const MOST_OCCASIONS = 3000;
const SHORT_MEMORY = 0.3;
const LONG_MEMORY = 0.8;
/** With tastes that differ, a state is left to tell of the recent past only. */
const MIDDLE_MEMORY = 0.5;
const MOST_CLASSES = 6;
/** Covariances between more parameters than this are not tried. */
const MOST_CORRELATED = 14;

/**
 * Chooses among plain logit, curves, loyalty, latent classes and random coefficients by log loss of choosers that were held out.
 *
 * Three chains, each of which takes up one complication after the other where it pays: without heterogeneity, with random coefficients,
 * with more and more classes. The simplest of their ends stands unless another is better.
 */
export function selectVariant(occasions: readonly ChoiceOccasion[], openness: Openness): Selection {
  const { question, loyalty, classes, heterogeneity, curves, seed, onProgress } = openness;
  const traits = traitsOf(occasions, question.attributes);
  const state = typeof loyalty === "number" ? loyalty : LONG_MEMORY;
  const first: Variant = {
    ...PLAIN,
    curved: curves === "auto" ? [] : curves,
    smoothing: loyalty === "auto" || loyalty === false ? null : state,
    classes: typeof classes === "number" ? classes : 1,
    random: heterogeneity === "random",
    correlated: heterogeneity === "random" && openness.correlated === true,
  };
  const settled = (variant: Variant): Variant => ({
    ...variant,
    movesSmoothing: variant.smoothing !== null && typeof loyalty !== "number",
  });
  if (traits.choosers < FEWEST_CHOOSERS) return { variant: settled(first), backtest: null };
  const contest = createContest(someOf(occasions), {
    all: occasions,
    question,
    folds: FOLDS,
    seed,
    onProgress,
  });
  const open: Open = {
    curved: curves === "auto" ? traits.curvable : [],
    memories: loyalty === "auto" && traits.repeats ? [LONG_MEMORY, SHORT_MEMORY] : [],
    correlated: openness.correlated === "auto" && traits.parameters <= MOST_CORRELATED,
  };
  contest.lossOf(first);
  let best = climb(contest, first, open);
  const heterogeneous =
    heterogeneity === "auto" && first.classes === 1 && (traits.repeats || traits.personas > 1);
  if (heterogeneous) {
    const plain = best;
    const start = {
      ...first,
      curved: plain.curved,
      random: true,
      correlated: openness.correlated === true,
    };
    const random = climb(contest, start, {
      ...open,
      memories: open.memories.length > 0 ? [MIDDLE_MEMORY] : [],
    });
    if (contest.beats(random, best)) best = random;
    if (classes === "auto" && traits.repeats) {
      const latent = moreClasses(contest, plain);
      if (contest.beats(latent, best)) best = latent;
    }
  }
  return { variant: settled(best), backtest: contest.verdict() };
}

/** What a chain may take up. */
interface Open {
  readonly curved: readonly string[];
  readonly memories: readonly number[];
  readonly correlated: boolean;
}

function climb(contest: Contest, from: Variant, { curved, memories, correlated }: Open): Variant {
  let best = from;
  const attempt = (change: Partial<Variant>) => {
    const next = { ...best, ...change };
    if (contest.beats(next, best)) best = next;
  };
  if (curved.length > 0 && best.curved.length === 0) attempt({ curved });
  if (correlated && best.random) attempt({ correlated: true });
  for (const smoothing of memories) attempt({ smoothing });
  return best;
}

function moreClasses(contest: Contest, from: Variant): Variant {
  let best = from;
  for (let classes = 2; classes <= MOST_CLASSES; classes++) {
    const next = { ...from, classes };
    if (!contest.beats(next, best)) break;
    best = next;
  }
  return best;
}

function traitsOf(occasions: readonly ChoiceOccasion[], attributes: readonly string[]) {
  const alternatives = new Set(occasions.flatMap((occasion) => Object.keys(occasion.alternatives)));
  const known = occasions.filter(({ chosen }) => chosen !== undefined);
  const choosers = new Set(known.map(({ chooserId }) => chooserId)).size;
  return {
    choosers,
    repeats: known.length > choosers,
    personas: new Set(occasions.flatMap(({ persona }) => persona ?? [])).size,
    curvable: curvable(occasions, attributes),
    parameters: attributes.length + alternatives.size - 1,
  };
}

/** Occasions of choosers evenly spread over the list, whole choosers, about `MOST_OCCASIONS` of them. */
function someOf(occasions: readonly ChoiceOccasion[]): readonly ChoiceOccasion[] {
  if (occasions.length <= MOST_OCCASIONS) return occasions;
  const ids = [...new Set(occasions.map(({ chooserId }) => chooserId))];
  const every = occasions.length / MOST_OCCASIONS;
  const kept = new Set(ids.filter((_, i) => Math.floor((i + 1) / every) > Math.floor(i / every)));
  return occasions.filter(({ chooserId }) => kept.has(chooserId));
}
