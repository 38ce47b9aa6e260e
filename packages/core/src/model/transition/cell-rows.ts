import type { CodedSequences } from "./code-sequences.js";
import { countByCell } from "./count-transitions.js";
import { firstOrderRows, sharesOf } from "./pooled-rows.js";
import {
  type Concentration,
  centreOf,
  concentrationOf,
  type Family,
  type ShrunkRow,
  shrinkMembers,
} from "./shrink.js";

/** A matrix shrunk to the level above, with the variance of each entry; row-major. */
export interface ShrunkMatrix {
  readonly matrix: Float64Array;
  readonly variance: Float64Array;
  readonly counts: Float64Array;
}

/** What cells and personas are, one shrunk to the other. */
export interface CellRows {
  readonly cells: readonly ShrunkMatrix[];
  /** In order of name; none where cells have no persona. */
  readonly personas: readonly (ShrunkMatrix & { readonly name: string })[];
  readonly cellConcentration: Concentration;
  readonly personaConcentration: Concentration | null;
}

/** What the overall row is worth to the row of the level below it, where nothing else is known. */
const WEAK = 1;

/**
 * Rows of cells shrunk to their persona's, and those to the overall row.
 *
 * @param options.dispersion - what counts are divided by, by state left
 */
export function learnCells(
  coded: CodedSequences,
  { concentration, dispersion }: { concentration: number; dispersion: Float64Array },
): CellRows {
  const n = coded.states.length;
  const counts = countByCell(coded);
  const effective = counts.map((each) =>
    each.map((count, at) => count / dispersion[Math.floor(at / n)]!),
  );
  const overall = new Float64Array(n * n);
  for (const each of effective)
    each.forEach((count, at) => {
      overall[at]! += count;
    });
  const top = firstOrderRows(overall, {
    states: n,
    shares: sharesOf(overall, n),
    concentration: Math.max(concentration, 1e-6),
  });
  const names = [...new Set(coded.cells.map(({ persona }) => persona))].sort();
  const membersOf = names.map((name) =>
    coded.cells.flatMap((cell, i) => (cell.persona === name ? [i] : [])),
  );
  const row = (matrix: Float64Array, i: number) => matrix.subarray(i * n, (i + 1) * n);
  // Families of the first persona by state left, then of the second …
  const weakly = membersOf.flatMap((members) =>
    Array.from(
      { length: n },
      (_, i): Family => ({
        prior: row(top, i),
        priorCount: WEAK,
        members: members.map((cell) => row(effective[cell]!, i)),
      }),
    ),
  );
  const cellConcentration = concentrationOf(weakly);
  const cells = coded.cells.map((_, cell) => emptyMatrix(n, counts[cell]!));
  if (names.length < 2 && names[0] === null) {
    weakly.forEach((family, f) => {
      fill(cells, membersOf[0]!, f, shrinkMembers(family, cellConcentration));
    });
    return { cells, personas: [], cellConcentration, personaConcentration: null };
  }
  // What a persona's cells together are worth to it, and how alike personas are.
  const worth = weakly.map((family) => centreOf(family, cellConcentration.value).counts);
  const personaFamilies = Array.from(
    { length: n },
    (_, i): Family => ({
      prior: row(top, i),
      priorCount: WEAK,
      members: names.map((_, persona) => worth[persona * n + i]!),
    }),
  );
  const personaConcentration = concentrationOf(personaFamilies);
  const personas = names.map((name, persona) => ({
    name: name ?? "",
    ...emptyMatrix(
      n,
      sumCounts(
        membersOf[persona]!.map((cell) => counts[cell]!),
        n,
      ),
    ),
  }));
  personaFamilies.forEach((family, i) => {
    const rows = shrinkMembers(family, personaConcentration);
    fill(personas, [...names.keys()], i, rows);
    rows.forEach((persona, p) => {
      const members = shrinkMembers(weakly[p * n + i]!, cellConcentration, persona);
      fill(cells, membersOf[p]!, i, members);
    });
  });
  return { cells, personas, cellConcentration, personaConcentration };
}

function emptyMatrix(n: number, counts: Float64Array): ShrunkMatrix {
  return { matrix: new Float64Array(n * n), variance: new Float64Array(n * n), counts };
}

function fill(
  to: readonly ShrunkMatrix[],
  members: readonly number[],
  row: number,
  rows: readonly ShrunkRow[],
): void {
  rows.forEach(({ mean, variance }, m) => {
    const target = to[members[m]!]!;
    target.matrix.set(mean, row * mean.length);
    target.variance.set(variance, row * mean.length);
  });
}

function sumCounts(parts: readonly Float64Array[], n: number): Float64Array {
  const total = new Float64Array(n * n);
  for (const part of parts)
    part.forEach((count, at) => {
      total[at]! += count;
    });
  return total;
}
