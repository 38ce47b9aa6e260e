/** What of a post terms are taken from. */
export interface TermPost {
  readonly title: string;
  readonly keywords: readonly string[];
}

/** A term and the indices of the posts that name it. */
export interface Term {
  readonly term: string;
  readonly origin: "keyword" | "word" | "characters";
  readonly posts: readonly number[];
}

const HAN = /\p{Script=Han}{2,}/gu;
const WORD = /[\p{Script=Latin}\d][\p{Script=Latin}\d'’.-]*[\p{Script=Latin}\d]/gu;
const STOP_WORDS = new Set(
  "the and for with that this from are was not but you your its it is in on at of to an or as be by we my so if no do me up he re".split(
    " ",
  ),
);
const LONGEST = 4;
/** Least part of the posts with either half of a sequence that have all of it, squared; after da Silva & Lopes 1999 (SCP). */
const LEAST_COHESION = 0.3;
/** A sequence inside a longer one with at least this part of its posts says nothing of its own. */
const MOST_INSIDE = 0.8;

/**
 * Terms of posts: their keywords, found in titles too; words in Latin letters; and 2 to 4 Han characters that keep together.
 *
 * @remarks NFKC and lower case, so that `７-11` is `7-11`; needs no dictionary and no locale.
 * @param least - posts that a term needs
 */
export function termsOf(posts: readonly TermPost[], least: number): Term[] {
  const titles = posts.map(({ title }) => fold(title));
  const found = new Map<string, { origin: Term["origin"]; posts: Set<number> }>();
  const add = (term: string, origin: Term["origin"], post: number) => {
    const one = found.get(term) ?? { origin, posts: new Set() };
    found.set(term, one);
    one.posts.add(post);
  };
  for (const [i, { keywords }] of posts.entries()) {
    for (const keyword of keywords.map(fold)) if (keyword !== "") add(keyword, "keyword", i);
  }
  const keywords = [...found.keys()];
  const han = /\p{Script=Han}/u;
  for (const [i, title] of titles.entries()) {
    for (const keyword of keywords) {
      if (han.test(keyword) && title.includes(keyword)) add(keyword, "keyword", i);
    }
    for (const [word] of title.matchAll(WORD)) {
      if (!STOP_WORDS.has(word) && !/^\d+$/.test(word)) add(word, "word", i);
    }
  }
  for (const [term, named] of sequencesOf(titles, least)) {
    if (keywords.some((keyword) => keyword.includes(term) || term.includes(keyword))) continue;
    for (const post of named) add(term, "characters", post);
  }
  return [...found]
    .map(([term, { origin, posts: named }]) => ({
      term,
      origin,
      posts: [...named].sort((a, b) => a - b),
    }))
    .filter(({ posts: named }) => named.length >= least)
    .sort((a, b) => (a.term < b.term ? -1 : 1));
}

function fold(text: string): string {
  return text.normalize("NFKC").toLowerCase().trim();
}

function sequencesOf(titles: readonly string[], least: number): Map<string, Set<number>> {
  const all = new Map<string, Set<number>>();
  for (const [i, title] of titles.entries()) {
    for (const [run] of title.matchAll(HAN)) {
      const characters = [...run];
      for (let from = 0; from < characters.length; from++) {
        for (let length = 1; length <= LONGEST && from + length <= characters.length; length++) {
          const term = characters.slice(from, from + length).join("");
          const named = all.get(term) ?? new Set();
          all.set(term, named);
          named.add(i);
        }
      }
    }
  }
  const count = (term: string) => all.get(term)?.size ?? 0;
  const kept = [...all].filter(([term, { size }]) => {
    const characters = [...term];
    return characters.length > 1 && size >= least && cohesion(characters, count) >= LEAST_COHESION;
  });
  return new Map(
    kept.filter(
      ([term, { size }]) =>
        !kept.some(
          ([longer, named]) =>
            longer.length > term.length &&
            longer.includes(term) &&
            named.size >= MOST_INSIDE * size,
        ),
    ),
  );
}

/** Of the weakest place to part a sequence: P(sequence | left) × P(sequence | right). */
function cohesion(characters: readonly string[], count: (term: string) => number): number {
  const whole = count(characters.join(""));
  let weakest = 1;
  for (let at = 1; at < characters.length; at++) {
    const left = count(characters.slice(0, at).join(""));
    const right = count(characters.slice(at).join(""));
    weakest = Math.min(weakest, (whole * whole) / (left * right));
  }
  return weakest;
}
