import type { SummaryAnswer } from "@cdp-whatif/core";
import type { CellMean } from "../../chart/pooled.js";

/** A cell of the summary. */
export type SummaryCell = SummaryAnswer["cells"][string];

/** A number that describes a group: a brand's share, or a score. */
export interface Trait {
  /** Brand id or the score's name. */
  readonly id: string;
  readonly kind: "share" | "score";
  readonly of: (cell: SummaryCell) => CellMean;
}

const SCORES = {
  satisfaction: "satisfaction",
  adoption: "digital_adoption",
  engagement: "gamification",
  efficiency: "efficiency",
} as const satisfies Record<string, keyof SummaryCell>;

/** Names of the scores, as in the messages. */
export const SCORE_NAMES = Object.keys(SCORES) as (keyof typeof SCORES)[];

const peopleOf = ({ people, records }: SummaryCell) => (records > 0 ? people / records : 0);

/** The share of each brand, in the order given. */
export const shareTraits = (brands: readonly string[]): Trait[] =>
  brands.map((id) => ({
    id,
    kind: "share",
    of: (cell) => ({
      value: cell.shares[id] ?? 0,
      people: peopleOf(cell),
      records: cell.records,
    }),
  }));

/** The four scores. */
export const scoreTraits = (): Trait[] =>
  SCORE_NAMES.map((id) => ({
    id,
    kind: "score",
    of: (cell) => ({ value: cell[SCORES[id]], people: peopleOf(cell), records: cell.records }),
  }));
