/** Samples of a page in Prometheus' text format: value by name and labels, as written. */
export type Samples = ReadonlyMap<string, number>;

const LINE = /^([a-zA-Z_:][\w:]*(?:\{[^\n]*\})?)\s+(\S+)/;

/** Reads the samples; lines that are none are skipped. */
export function parseSamples(text: string): Samples {
  const samples = new Map<string, number>();
  for (const line of text.split("\n")) {
    if (line.startsWith("#")) continue;
    const [, series, value] = LINE.exec(line) ?? [];
    if (series === undefined || value === undefined) continue;
    const number = value === "+Inf" ? Number.POSITIVE_INFINITY : Number(value);
    if (!Number.isNaN(number)) samples.set(series, number);
  }
  return samples;
}

/** All series of one metric, with the value of one of their labels. */
export function seriesOf(
  samples: Samples,
  name: string,
  label: string,
): { readonly label: string; readonly value: number }[] {
  const found = [];
  for (const [series, value] of samples) {
    if (!series.startsWith(`${name}{`)) continue;
    const at = new RegExp(`[{,]${label}="([^"]*)"`).exec(series);
    if (at?.[1] !== undefined) found.push({ label: at[1], value });
  }
  return found;
}

/** Sum of all series of a metric; null when there is none. */
export function sumOf(samples: Samples, name: string): number | null {
  let sum: number | null = null;
  for (const [series, value] of samples) {
    if (series === name || series.startsWith(`${name}{`)) sum = (sum ?? 0) + value;
  }
  return sum;
}
