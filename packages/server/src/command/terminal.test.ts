import { expect, it } from "vitest";
import { type Progress, progressLine, type Terminal } from "./terminal.js";

const terminal = (watched: boolean): Terminal => ({
  out: () => undefined,
  err: () => undefined,
  watched,
  folder: "/",
});

/** What is drawn while so many MiB a second are read, asked every 10 ms. */
function drawn({ watched, seconds }: { watched: boolean; seconds: number }): string[] {
  const texts: string[] = [];
  let time = 0;
  const line = progressLine(terminal(watched), {
    now: () => time,
    write: (text) => {
      texts.push(text);
    },
  });
  for (; time < seconds * 1000; time += 10) {
    const progress: Progress = {
      bytes: (time / 1000) * 2 ** 20,
      totalBytes: 100 * 2 ** 20,
      records: time,
    };
    line.show(progress);
  }
  line.done();
  return texts;
}

it("redraws one line at most five times a second, with bytes, share, rate and time left", () => {
  const texts = drawn({ watched: true, seconds: 20 });
  expect(texts.length).toBeLessThanOrEqual(20 * 5 + 1);
  expect(texts.every((text) => text.startsWith("\r\u001b[K") && !text.includes("\n"))).toBe(true);
  expect(texts.at(-2)).toBe("\r\u001b[K19 % of 100 MiB, 19,800 records, 1,000/s, 1 min 21 s left");
  expect(texts.at(-1)).toBe("\r\u001b[K");
});

it("is silent where nobody watches", () => {
  expect(drawn({ watched: false, seconds: 2 })).toEqual([]);
});
