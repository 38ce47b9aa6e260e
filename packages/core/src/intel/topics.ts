import { exp, log, normalQuantile } from "../math/index.js";
import { type TermPost, termsOf } from "./terms.js";

/** A post that topics are counted from, each url once. */
export interface TopicPost extends TermPost {
  readonly day: number;
}

/** How often a term is posted, beside how often it was before. */
export interface Topic {
  readonly term: string;
  /** A keyword that posts carry, a word of a title, or characters that keep together in titles. */
  readonly origin: "keyword" | "word" | "characters";
  readonly count: number;
  readonly previousCount: number;
  /** Share of the window's posts over share of the posts before; null without posts before. */
  readonly ratio: number | null;
  /** 95 % interval of the ratio. */
  readonly low: number | null;
  readonly high: number | null;
  /** At least {@link LEAST_COUNT} posts, and an interval that lies above 1. */
  readonly trending: boolean;
  /** Indices of the window's posts that name it. */
  readonly posts: readonly number[];
}

/** A term of fewer posts in the window is not a topic. */
export const LEAST_COUNT = 3;
const Z = normalQuantile(0.975);

/** Topics of a window against the posts before it: trending ones first, then by the interval's lower end, count and name. */
export function topicsOf(now: readonly TopicPost[], before: readonly TopicPost[]): Topic[] {
  const all = [...now, ...before];
  const terms = termsOf(all, LEAST_COUNT);
  const topics: Topic[] = [];
  for (const { term, origin, posts: named } of terms) {
    const posts = named.filter((index) => index < now.length);
    const count = posts.length;
    if (count < LEAST_COUNT) continue;
    const previousCount = named.length - count;
    const ratio = shareRatio([count, now.length], [previousCount, before.length]);
    const trending = ratio.low !== null && ratio.low > 1;
    topics.push({ term, origin, count, previousCount, ...ratio, trending, posts });
  }
  return topics.sort(
    (a, b) =>
      Number(b.trending) - Number(a.trending) ||
      (b.low ?? 0) - (a.low ?? 0) ||
      b.count - a.count ||
      (a.term < b.term ? -1 : 1),
  );
}

/** Ratio of two proportions with half a post added to each count, its interval by logs (Katz 1978). */
function shareRatio(
  [count, posts]: readonly [number, number],
  [previous, postsBefore]: readonly [number, number],
): { ratio: number | null; low: number | null; high: number | null } {
  if (postsBefore === 0) return { ratio: null, low: null, high: null };
  const [a, n, b, m] = [count + 0.5, posts + 0.5, previous + 0.5, postsBefore + 0.5];
  const ratio = a / n / (b / m);
  const spread = Z * Math.sqrt(Math.max(0, 1 / a - 1 / n) + Math.max(0, 1 / b - 1 / m));
  return { ratio, low: exp(log(ratio) - spread), high: exp(log(ratio) + spread) };
}
