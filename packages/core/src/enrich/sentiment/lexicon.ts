import {
  CHINESE_CONCESSIONS,
  CHINESE_CONTRASTS,
  CHINESE_INTENSIFIERS,
  CHINESE_NEGATIONS,
  CHINESE_PLAIN,
  CHINESE_WORDS,
} from "./chinese-lexicon.js";
import { EMOTICONS } from "./emoticon-lexicon.js";
import {
  ENGLISH_CONCESSIONS,
  ENGLISH_CONTRASTS,
  ENGLISH_INTENSIFIERS,
  ENGLISH_NEGATIONS,
  ENGLISH_PLAIN,
  ENGLISH_WORDS,
} from "./english-lexicon.js";

/** What an entry does in a sentence; a word may be a sentiment by itself and an intensifier before another. */
export interface LexiconEntry {
  /** -1 to 1; 0 for words that only act on others. */
  readonly weight: number;
  readonly negates: boolean;
  /** Factor on the sentiment that follows directly; 1 for none. */
  readonly intensity: number;
  readonly turn: "contrast" | "concession" | null;
}

/** Entries by lower-case text; those of letters are found as whole words, the others wherever they stand. */
export type Lexicon = ReadonlyMap<string, LexiconEntry>;

/** The built-in lexicon: Taiwan's Chinese, English, and emoticons. */
export const SENTIMENT_LEXICON: Lexicon = buildLexicon();

function buildLexicon(): Lexicon {
  const entries = new Map<string, LexiconEntry>();
  const put = (words: readonly string[], change: Partial<LexiconEntry>) => {
    for (const word of words) {
      const key = word.toLowerCase();
      const held = entries.get(key) ?? { weight: 0, negates: false, intensity: 1, turn: null };
      entries.set(key, { ...held, ...change });
    }
  };
  const space = (text: string) => text.split(/\s+/).filter((word) => word !== "");
  const comma = (text: string) =>
    text.split(",").map((part) => part.trim().replaceAll(/\s+/g, " "));
  for (const [weight, words] of CHINESE_WORDS) put(space(words), { weight });
  for (const [weight, signs] of EMOTICONS) put(space(signs), { weight });
  for (const [weight, words] of ENGLISH_WORDS) put(comma(words), { weight });
  for (const [intensity, words] of CHINESE_INTENSIFIERS) put(space(words), { intensity });
  for (const [intensity, words] of ENGLISH_INTENSIFIERS) put(comma(words), { intensity });
  put(space(CHINESE_NEGATIONS), { negates: true });
  put(comma(ENGLISH_NEGATIONS), { negates: true });
  put(space(CHINESE_CONTRASTS), { turn: "contrast" });
  put(comma(ENGLISH_CONTRASTS), { turn: "contrast" });
  put(space(CHINESE_CONCESSIONS), { turn: "concession" });
  put(comma(ENGLISH_CONCESSIONS), { turn: "concession" });
  put([...space(CHINESE_PLAIN), ...comma(ENGLISH_PLAIN)], {});
  return entries;
}
