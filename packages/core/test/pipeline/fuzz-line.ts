import { generateMarket } from "../../src/synthetic/index.js";
import { createRandom } from "../process/random.js";
import { behaviourLine } from "./line.js";

const market = generateMarket({ days: 5, start: "2026-01-01", seed: 3 });
const VALID = [
  ...market.files.flatMap(({ lines }) => [...lines()].slice(0, 40)),
  behaviourLine(),
  behaviourLine({ key_insights: ["\u{20bb7} 號 \\u0000", 'a"b'] }),
];
const NUMBERS = [
  "-0",
  "1e309",
  "-1e400",
  "9007199254740993",
  "0.1e-400",
  "1E+2",
  "01",
  "NaN",
  ".5",
];
const TEXTS = [
  '"\\ud800"',
  '"\\udc00x"',
  '"\\u0000"',
  '"\u202e"',
  '"\ufeff"',
  '"e\u0301"',
  '"__proto__"',
];
const OTHERS = ["null", "true", "{}", "[]", '""', "{", "]", ",", ":", "\\", "\t", '"'];

/** Where damage comes from: uniform numbers, 0 to 1. */
export type Next = () => number;

const under = (next: Next, most: number) => Math.floor(next() * most);
const one = <T>(next: Next, from: readonly T[], otherwise: T): T =>
  from[under(next, from.length)] ?? otherwise;

/** A line, as bytes without its end, that is valid, damaged or nothing at all. */
export function fuzzLine(next: Next): Buffer {
  const valid = one(next, VALID, "{}");
  const at = under(next, valid.length);
  const put = (text: string, taken = under(next, 3)) =>
    Buffer.from(valid.slice(0, at) + text + valid.slice(at + taken), "utf8");
  switch (under(next, 14)) {
    case 0:
    case 1:
      return Buffer.from(valid, "utf8");
    case 2:
      return Buffer.from(Array.from({ length: under(next, 120) }, () => byte(next)));
    case 3: {
      const bytes = Buffer.from(valid, "utf8");
      bytes[under(next, bytes.length)] = byte(next);
      return bytes;
    }
    case 4:
      return Buffer.from(valid.slice(0, at), "utf8");
    case 5:
      return Buffer.from(valid.replace(/:-?\d+(\.\d+)?/, () => `:${one(next, NUMBERS, "0")}`));
    case 6:
      return Buffer.from(valid.replace(/:"[^"]*"/, () => `:${one(next, TEXTS, '""')}`));
    case 7: {
      const depth = 1 + under(next, next() < 0.02 ? 20_000 : 60);
      return Buffer.from(
        `{"timestamp":${"[".repeat(depth)}${next() < 0.5 ? "]".repeat(depth) : ""}}`,
      );
    }
    case 8:
      return Buffer.from(valid.replace("{", `{${member(valid)},`));
    case 9:
      return Buffer.from(
        valid.replace("{", `{"__proto__":{"a":1},"constructor":${one(next, NUMBERS, "0")},`),
      );
    case 10:
      return Buffer.from(valid.replace("{", `{"x":"${"長".repeat(under(next, 2_000))}",`));
    case 11:
      return put(one(next, TEXTS, ""));
    case 12:
      return put(one(next, NUMBERS, ""));
    default:
      return put(one(next, OTHERS, ""));
  }
}

/** Any byte that does not end a line. */
function byte(next: Next): number {
  const found = under(next, 256);
  return found === 10 || found === 13 ? 32 : found;
}

/** The first member of an object, to stand there twice. */
function member(text: string): string {
  return /^\{("[^"]*":(?:"[^"]*"|[\d.]+))/.exec(text)?.[1] ?? '"a":1';
}

/** Lines, and how many of them are not blank. */
export function fuzzInput(seed: number, lines: number): { bytes: Buffer; lines: Buffer[] } {
  const next = createRandom(seed);
  const made = Array.from({ length: lines }, () => fuzzLine(next));
  const end = next() < 0.2 ? "\r\n" : "\n";
  return { bytes: Buffer.concat(made.flatMap((line) => [line, Buffer.from(end)])), lines: made };
}
