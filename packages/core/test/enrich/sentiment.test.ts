import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHINESE_WORDS } from "../../src/enrich/sentiment/chinese-lexicon.js";
import { ENGLISH_WORDS } from "../../src/enrich/sentiment/english-lexicon.js";
import { scoreSentiment } from "../../src/enrich/sentiment/score.js";

const NAMES = { pos: "positive", neg: "negative", neu: "neutral" } as const;
const read = (file: string) =>
  readFileSync(new URL(file, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line, i) => {
      const [language = "", label = "", text = ""] = line.split("\t");
      return { language, label: NAMES[label as keyof typeof NAMES], text, heldOut: i % 2 === 1 };
    });
const posts = read("labelled-posts.tsv");

function report(language: string, heldOut: boolean) {
  const chosen = posts.filter((post) => post.language === language && post.heldOut === heldOut);
  const wrong = chosen
    .map((post) => ({ ...post, found: scoreSentiment(post.text) }))
    .filter(({ label, found }) => label !== found.label);
  return { accuracy: 1 - wrong.length / chosen.length, n: chosen.length, wrong };
}

describe.each(["zh", "en"])("labelled posts in %s", (language) => {
  test("are told apart in the half that the words were tuned on, and in the half held out", () => {
    const tuned = report(language, false);
    const held = report(language, true);
    expect(tuned.n + held.n).toBe(120);
    expect(tuned.accuracy).toBeGreaterThanOrEqual(0.8);
    expect(held.accuracy).toBeGreaterThanOrEqual(0.8);
  });
});

test("posts written after the words were frozen: much is missed, little is said the wrong way round", () => {
  const found = read("fresh-posts.tsv").map(({ label, text }) => ({
    label,
    said: scoreSentiment(text).label,
  }));
  const count = (of: (each: (typeof found)[number]) => boolean) => found.filter(of).length;
  expect(found).toHaveLength(120);
  expect(count(({ label, said }) => label === "neutral" && said === label)).toBe(40);
  expect(count(({ label, said }) => label !== "neutral" && said === label)).toBe(30);
  expect(count(({ label, said }) => said !== "neutral" && said !== label)).toBe(2);
});

test.each([
  ["好吃", "不好吃"],
  ["這個很好用", "這個沒有很好用"],
  ["店員友善", "店員一點都不友善"],
  ["the coffee is good", "the coffee is not good"],
  ["I would recommend it", "I would never recommend it"],
  ["it's great", "it isn’t great"],
])("%s turns round with a negation: %s", (plain, negated) => {
  expect(scoreSentiment(plain).score).toBeGreaterThan(0.1);
  expect(scoreSentiment(negated).score).toBeLessThan(-0.1);
});

test("words around a word strengthen, weaken and outweigh it", () => {
  expect(scoreSentiment("非常難吃").score).toBeLessThan(scoreSentiment("難吃").score);
  expect(scoreSentiment("a bit slow").score).toBeGreaterThan(scoreSentiment("slow").score);
  expect(scoreSentiment("便宜但是難吃").label).toBe("negative");
  expect(scoreSentiment("cheap but awful").label).toBe("negative");
  expect(scoreSentiment("差不多五分鐘,別家也有,未來再說").score).toBe(0);
});

test("every text has a score within -1 and 1, and one that the same text always gets", () => {
  const words = [...CHINESE_WORDS, ...ENGLISH_WORDS].flatMap(([, text]) => text.split(/[\s,]+/));
  const text = fc.oneof(
    fc.string({ unit: "grapheme" }),
    fc.array(fc.constantFrom(...words, "不", "not", "但", "but", "超")).map((all) => all.join(" ")),
  );
  fc.assert(
    fc.property(text, (post) => {
      const { score } = scoreSentiment(post);
      expect(Math.abs(score)).toBeLessThanOrEqual(1);
      expect(scoreSentiment(post).score).toBe(score);
    }),
    { seed: 7, numRuns: 300 },
  );
});

test("each language has at least 300 entries of its own", () => {
  const zh = CHINESE_WORDS.flatMap(([, text]) => text.trim().split(/\s+/));
  const en = ENGLISH_WORDS.flatMap(([, text]) => text.split(",").map((phrase) => phrase.trim()));
  expect(new Set(zh).size).toBeGreaterThanOrEqual(300);
  expect(new Set(en).size).toBeGreaterThanOrEqual(300);
});
