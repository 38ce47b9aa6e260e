import { keyedDraws } from "./draw.js";
import type { Truth } from "./truth.js";

/** The ways in which a line is broken; each must end as a dead letter. */
const BREAKS: readonly ((line: string) => string)[] = [
  (line) => line.slice(0, Math.floor(line.length / 2)),
  (line) => line.slice(1),
  (line) => line.replace(/\d{4}-\d{2}-\d{2}/, "2026-13-45"),
  () => "not a record",
  () => '{"demo":true}',
  (line) => `[${line}]`,
];

/**
 * The lines, with broken copies of some of them in between, so that `badLines` of all are broken; the good
 * ones stay as they are.
 */
export function* withBadLines(
  lines: Iterable<string>,
  { truth, file }: { truth: Pick<Truth, "seed" | "badLines">; file: string },
): Generator<string> {
  if (truth.badLines === 0) {
    yield* lines;
    return;
  }
  const { uniform } = keyedDraws(truth.seed, file, "bad-lines");
  const perGoodLine = truth.badLines / (1 - truth.badLines);
  let index = 0;
  for (const line of lines) {
    yield line;
    const count = Math.floor(perGoodLine + uniform(2 * index));
    for (let k = 0; k < count; k++) {
      const kind = (Math.floor(uniform(2 * index + 1) * BREAKS.length) + k) % BREAKS.length;
      yield BREAKS[kind]!(line);
    }
    index++;
  }
}
