import type { Family, HistogramSample, Labels } from "./family.js";

/** The two forms that Prometheus reads. */
export type ExpositionFormat = "text" | "openmetrics";

export const EXPOSITION_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

/**
 * Metrics as text; those without a sample are left out.
 *
 * @see Prometheus, Exposition formats; OpenMetrics 1.0.0
 */
export function exposition(families: readonly Family[], format: ExpositionFormat): string {
  const lines = families.flatMap((family) => {
    if (family.samples.length === 0) return [];
    // OpenMetrics names a counter without the ending that its samples have.
    const name = format === "openmetrics" ? family.name.replace(/_total$/, "") : family.name;
    return [
      `# HELP ${name} ${escaped(family.help, format === "openmetrics")}`,
      `# TYPE ${name} ${family.type}`,
      ...sampleLines(family),
    ];
  });
  if (format === "openmetrics") lines.push("# EOF");
  return `${lines.join("\n")}\n`;
}

function sampleLines(family: Family): string[] {
  const { name } = family;
  if (family.type === "histogram") {
    return family.samples.flatMap((one) => histogramLines(name, family.bounds, one));
  }
  return family.samples.map(({ labels, value }) => `${name}${labelText(labels)} ${number(value)}`);
}

function histogramLines(
  name: string,
  bounds: readonly number[],
  { labels, buckets, sum }: HistogramSample,
): string[] {
  let cumulative = 0;
  const counts = [...bounds, Number.POSITIVE_INFINITY].map((bound, index) => {
    cumulative += buckets[index] ?? 0;
    return `${name}_bucket${labelText({ ...labels, le: float(bound) })} ${cumulative}`;
  });
  const at = labelText(labels);
  return [...counts, `${name}_sum${at} ${number(sum)}`, `${name}_count${at} ${cumulative}`];
}

function labelText(labels: Labels = {}): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value, true)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
}

/** A bound as OpenMetrics has it: the same text in both forms, so that a series stays the same one. */
function float(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : number(value);
}

function escaped(text: string, quotes: boolean): string {
  const plain = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return quotes ? plain.replaceAll('"', '\\"') : plain;
}
