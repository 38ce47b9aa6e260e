/** A table with a box in each row, and what a box of it is bound to. */
export interface SealedTable {
  readonly table: string;
  /** What its boxes are sealed for. */
  readonly purpose: string;
  /** Columns that a box is bound to. */
  readonly beside: readonly string[];
  /** What a box is bound to, of the texts of these columns; null where a row has none. */
  readonly boundTo: (texts: readonly (string | null)[]) => string;
}
