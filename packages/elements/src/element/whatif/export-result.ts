import type { SimulationRequest, SimulationResponse } from "@cdp-whatif/core";

/** Text of a cell of a CSV file; a leading sign of a formula is defused for spreadsheets. */
function cell(value: string | number | boolean | undefined): string {
  if (value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) && !/^-?[\d.]+$/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const COLUMNS = [
  "persona",
  "region",
  "people",
  "brand",
  "baseline_percent",
  "scenario_percent",
  "change_points",
  "change_p2_5",
  "change_p10",
  "change_p25",
  "change_p50",
  "change_p75",
  "change_p90",
  "change_p97_5",
  "verdict",
  "demo",
  "data_as_of",
  "parameters",
  "engine",
  "twin_digest",
  "result_digest",
] as const;

/** A result as CSV, one row per cell and brand; each row carries verdict, demo mark, origins and digests. */
export function resultCsv(response: SimulationResponse): string {
  const { provenance, receipt, verdict } = response;
  const parameters = Object.entries(provenance.parameters)
    .map(
      ([name, { value, standardError, origin }]) =>
        `${name}=${value}±${standardError} (${origin.kind})`,
    )
    .join("; ");
  const tail = [
    verdict.status,
    provenance.demo,
    provenance.asOf,
    parameters,
    receipt.engine,
    receipt.twinDigest,
    receipt.resultDigest,
  ];
  const rows = Object.entries(response.cells).flatMap(([key, { persona, region, people }]) =>
    Object.keys(response.results[key] ?? {}).map((brand) => {
      const band = response.change_bands[key]?.[brand];
      return [
        persona,
        region,
        people,
        brand,
        response.baseline[key]?.[brand],
        response.results[key]?.[brand],
        response.change[key]?.[brand],
        band?.p2_5,
        band?.p10,
        band?.p25,
        band?.p50,
        band?.p75,
        band?.p90,
        band?.p97_5,
        ...tail,
      ];
    }),
  );
  return [COLUMNS, ...rows].map((row) => row.map(cell).join(",")).join("\r\n");
}

/** A question with its answer as JSON, whole: numbers, verdict, provenance, demo mark and receipt. */
export function resultJson(request: SimulationRequest, response: SimulationResponse): string {
  return JSON.stringify({ request, response }, null, 2);
}

/** Offers a text to the reader as a file. */
export function download(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}
