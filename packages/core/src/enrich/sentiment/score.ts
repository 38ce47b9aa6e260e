import { type Lexicon, SENTIMENT_LEXICON } from "./lexicon.js";
import { type Segment, segment } from "./segment.js";

/** What a text says, and by which words. */
export interface Sentiment {
  /** -1 (bad) to 1 (good); 0 where no word says anything. */
  readonly score: number;
  /** `neutral` where the score is within ±0.1. */
  readonly label: "negative" | "neutral" | "positive";
  /** The words that counted, with their weight after negation and strengthening. */
  readonly hits: readonly { readonly text: string; readonly weight: number }[];
}

/** How far a negation reaches: words of English, signs of Chinese. */
const REACH = { word: 3, sign: 4 } as const;
/** "Not great" says less than "bad". */
const NEGATED = -0.75;
const BEFORE_CONTRAST = 0.3;
const AFTER_CONTRAST = 1.5;
const CONCEDED = 0.3;
const NEUTRAL = 0.1;

/**
 * Scores a post in Chinese (Taiwan), English or both by its words.
 *
 * @remarks Longest match; a negation turns the sentiments within its reach round, an intensifier acts on the next word, what
 * follows "but" weighs more than what went before. The sum s becomes s / √(s² + 1).
 * @param lexicon - another one, to score with other words
 */
export function scoreSentiment(text: string, lexicon: Lexicon = SENTIMENT_LEXICON): Sentiment {
  const hits: { text: string; weight: number }[] = [];
  let negation: { left: number } | null = null;
  let intensity = 1;
  let clause = 1;
  for (const piece of segment(text, lexicon)) {
    const { entry, kind } = piece;
    if (kind === "stop") {
      negation = null;
      intensity = 1;
      if (piece.text !== "," && piece.text !== "、") clause = 1;
      continue;
    }
    if (entry?.turn === "contrast") {
      for (const hit of hits) hit.weight *= BEFORE_CONTRAST;
      clause = AFTER_CONTRAST;
      negation = null;
      continue;
    }
    if (entry?.turn === "concession") {
      clause = CONCEDED;
      continue;
    }
    if (entry !== null && entry.weight !== 0) {
      const turned: number = negation === null ? 1 : NEGATED;
      hits.push({ text: piece.text, weight: entry.weight * intensity * turned * clause });
    }
    if (entry?.negates === true) negation = { left: REACH[kind] };
    else if (negation !== null && entry?.intensity === 1) negation = shorter(negation, piece);
    else if (negation !== null && entry === null) negation = shorter(negation, piece);
    intensity = entry?.intensity ?? 1;
  }
  const total = hits.reduce((sum, { weight }) => sum + weight, 0);
  const score = total / Math.sqrt(total * total + 1);
  const label = score > NEUTRAL ? "positive" : score < -NEUTRAL ? "negative" : "neutral";
  return { score, label, hits };
}

function shorter({ left }: { left: number }, piece: Segment): { left: number } | null {
  const used = piece.kind === "word" ? 1 : piece.text.length;
  return left > used ? { left: left - used } : null;
}
