import { readFileSync } from "node:fs";
import { adjustedRandIndex, fitPersonas } from "../../src/index.js";
import { readTable } from "./data-set.js";
import { customersOf, type LabelledSet, labelledSets } from "./labelled-sets.js";

/** Of the proof's sets: no rule was settled on them. */
const SEED = 20_261_126;

/** Sets made anew, then those of data/clusters. @throws Error where data/clusters is absent */
export const proofSets = (): LabelledSet[] => [
  ...labelledSets(SEED),
  ...["gauss15", "wine"].map(readClusters),
];

/** A set of data/clusters: features x1 …, label 0 = scattered. */
function readClusters(name: string): LabelledSet {
  const table = readTable("clusters", `${name}.csv`);
  return {
    name,
    kind: "data/clusters",
    points: table.map(({ label: _, ...traits }) => Object.values(traits).map(Number)),
    labels: table.map(({ label }) => Number(label)),
  };
}

/** What scikit-learn finds in one set: persona-k-reference.py. */
export interface Reference {
  readonly right_k: Record<"raw" | "standardised", Record<"kmeans" | "mixture", number>>;
  readonly silhouette: { readonly k: number; readonly ari: number };
}

/** The reference of each set by its name. */
export function readPersonaReference(): Record<string, Reference> {
  const text = readFileSync(new URL("persona-k-reference.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { sets: Record<string, Reference> }).sets;
}

/** What was found in one set. */
export interface Found {
  readonly k: number;
  readonly found: number;
  /** Adjusted Rand index with the labels; scattered rows, labelled 0, left out. */
  readonly ari: number;
  /** The same where the right number is given. */
  readonly ariAtRightK: number;
}

/** Personas of a labelled set, their number left to the data and given. */
export function findGroups(set: LabelledSet): Found {
  const rows = customersOf(set);
  const k = new Set(set.labels.filter((label) => label > 0)).size;
  const agreement = (number?: number) => {
    const model = fitPersonas(rows, {
      resamples: 0,
      ...(number === undefined ? {} : { k: number }),
    });
    const known = set.labels.flatMap((label, i) => (label > 0 ? [i] : []));
    const ari = adjustedRandIndex(
      known.map((i) => model.assignments[String(i)] ?? null),
      known.map((i) => set.labels[i] ?? 0),
    );
    return { found: model.k, ari };
  };
  const free = agreement();
  return { k, ...free, ariAtRightK: free.found === k ? free.ari : agreement(k).ari };
}
