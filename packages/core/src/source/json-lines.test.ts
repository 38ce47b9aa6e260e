import fc from "fast-check";
import { expect, it } from "vitest";
import { jsonLines } from "./json-lines.js";
import type { SourceLine } from "./line-batch.js";

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function readAll(bytes: Uint8Array, size: number, limits = {}) {
  const lines: SourceLine[] = [];
  let [blank, endOffset, endLine] = [0, 0, 0];
  for await (const batch of jsonLines(inPieces(bytes, size), { source: "s", ...limits })) {
    lines.push(...batch.lines);
    blank += batch.blank;
    endOffset = batch.endOffset;
    endLine = batch.endLine;
  }
  return { lines, blank, endOffset, endLine };
}

const byte = fc.constantFrom(10, 13, 32, 0x61, 0x7b, 0x22, 0xe6, 0x96, 0xb0, 0xff, 0);
// The first bytes are letters, so that no file looks like UTF-16 or gzip.
const bytes = fc
  .array(byte, { maxLength: 60 })
  .map((rest) => Uint8Array.of(0x61, 0x61, 0x61, 0x61, ...rest));
const limits = fc.record({
  maxLineBytes: fc.integer({ min: 1, max: 20 }),
  maxKeptBytes: fc.integer({ min: 1, max: 30 }),
});

it("reads the same lines whatever the pieces", async () => {
  const size = fc.integer({ min: 1, max: 70 });
  await fc.assert(
    fc.asyncProperty(bytes, size, limits, async (all, piece, options) => {
      const whole = await readAll(all, all.length);
      expect(await readAll(all, piece)).toEqual(whole);
      const limited = await readAll(all, piece, options);
      const shape = ({ lines, ...rest }: typeof whole) => ({
        ...rest,
        lines: lines.map(({ line, offset }) => [line, offset]),
      });
      // A long line is rejected even when it is blank, so only the counts of lines can differ.
      expect(limited.endOffset).toBe(whole.endOffset);
      if (limited.blank === whole.blank) expect(shape(limited)).toEqual(shape(whole));
    }),
    { numRuns: 400 },
  );
});

it("numbers lines as an independent split does, and places them at their bytes", async () => {
  const ascii = fc
    .array(fc.constantFrom("\n", "\r", "\r\n", "{", "a", "bc", " "), { maxLength: 40 })
    .map((parts) => `aaaa${parts.join("")}`);
  await fc.assert(
    fc.asyncProperty(ascii, async (text) => {
      const { lines } = await readAll(new TextEncoder().encode(text), 3);
      const expected = text
        .split(/\r\n|\r|\n/)
        .map((line, i) => ({ line: i + 1, text: line }))
        .filter((line) => line.text.trim() !== "");
      expect(lines.map(({ line, text: read }) => ({ line, text: read }))).toEqual(expected);
      for (const line of lines) expect(text.startsWith(line.text, line.offset)).toBe(true);
    }),
  );
});

it("goes on where a checkpoint says, with the same numbers and places", async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async (all) => {
      const first: SourceLine[] = [];
      for await (const batch of jsonLines(inPieces(all, 9), { source: "s" })) {
        first.push(...batch.lines);
        const rest: SourceLine[] = [];
        const from = { offset: batch.endOffset, line: batch.endLine };
        const left = inPieces(all.slice(batch.endOffset), 5);
        for await (const more of jsonLines(left, { source: "s", ...from }))
          rest.push(...more.lines);
        const done = first.filter(({ offset }) => offset < batch.endOffset);
        expect([...done, ...rest]).toEqual((await readAll(all, 100)).lines);
      }
    }),
  );
});
