import { expect, it } from "vitest";
import { isProof, recordProof } from "../../../../scripts/record-proof.js";
import { dataSet } from "./data-set.js";
import { findGroups, proofSets, type Reference, readPersonaReference } from "./persona-k.js";

const bestAtRightK = ({ right_k: { raw, standardised } }: Reference) =>
  Math.max(raw.kmeans, raw.mixture, standardised.kmeans, standardised.mixture);

it.skipIf(!isProof || dataSet("clusters") === null)(
  "the right number of personas is found on at least 80 % of labelled sets (PROOF=1, needs ../shared/data/clusters)",
  { timeout: 7_200_000 },
  () => {
    const reference = readPersonaReference();
    const sets = proofSets();
    const figures: Record<string, string> = {};
    const byKind = new Map<string, { right: number; of: number }>();
    let right = 0;
    let silhouette = 0;
    let atLeast = 0;
    let grouped = 0;
    const overTheirs: number[] = [];
    for (const set of sets) {
      const { k, found, ari, ariAtRightK } = findGroups(set);
      const theirs = reference[set.name];
      if (theirs === undefined) throw new Error(`found no reference for ${set.name}`);
      const best = bestAtRightK(theirs);
      right += found === k ? 1 : 0;
      silhouette += theirs.silhouette.k === k ? 1 : 0;
      // One group agrees with itself, whatever the tool.
      grouped += k > 1 ? 1 : 0;
      atLeast += k > 1 && ariAtRightK >= best - 0.005 ? 1 : 0;
      if (set.kind === "data/clusters") overTheirs.push(ariAtRightK - best);
      const kind = byKind.get(set.kind) ?? { right: 0, of: 0 };
      byKind.set(set.kind, { right: kind.right + (found === k ? 1 : 0), of: kind.of + 1 });
      figures[`${set.kind}: ${set.name}`] =
        `k ${k}, found ${found}${found === k ? "" : " ✗"}; agreement ${ari.toFixed(3)}, at the right k ${ariAtRightK.toFixed(3)}; ` +
        `scikit-learn at the right k ${best.toFixed(3)}, by silhouette k ${theirs.silhouette.k} with ${theirs.silhouette.ari.toFixed(3)}`;
    }
    const share = (count: number, of: number) =>
      `${count} of ${of} (${((100 * count) / of).toFixed(0)} %)`;
    recordProof("persona-k", "The number of personas, left to the data, on labelled sets", {
      "right number": share(right, sets.length),
      "right number by scikit-learn's k-means and silhouette": share(silhouette, sets.length),
      "agreement at the right k at least scikit-learn's best (within 0.005), sets of 2 groups and more":
        share(atLeast, grouped),
      ...Object.fromEntries(
        [...byKind].map(([kind, { right: count, of }]) => [
          `right number, ${kind}`,
          share(count, of),
        ]),
      ),
      ...figures,
    });
    expect(right / sets.length).toBeGreaterThanOrEqual(0.8);
    expect(Math.min(...overTheirs)).toBeGreaterThanOrEqual(-1e-4);
  },
);
