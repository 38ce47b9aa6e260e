/** A product in a group (store, region) in a period, and the prices there: what a prediction needs to know. */
export interface DemandQuestion {
  readonly product: string;
  /** What shares a level of its own, such as a store. */
  readonly group: string | number;
  /** When, as an ISO date or a number that grows; asked for by the check whether prices follow sales, and by backtests. */
  readonly at?: string | number | Date;
  /** Price of each product in that group and period, above 0; the row's own product among them. */
  readonly prices: Readonly<Record<string, number | null | undefined>>;
  /** Covariates, as numbers or booleans, such as `feat` and `deal`. */
  readonly [covariate: string]: unknown;
}

/** What a product sold in a group in a period, and at which prices. */
export interface DemandRow extends DemandQuestion {
  /** Units sold, 0 or more. */
  readonly units: number;
}

/** Rows of one product as columns: logs of its own price and of its rivals', then covariates. */
export interface ProductColumns {
  readonly product: string;
  /** Names of the price columns, the product's own first. */
  readonly priced: readonly string[];
  /** Number of columns: prices and covariates. */
  readonly columns: number;
  readonly rows: number;
  /** Row-major, rows × columns. */
  readonly x: Float64Array;
  readonly units: Float64Array;
  /** ln units (0 where there are none), or what a step of a count model works on in their place. */
  readonly y: Float64Array;
  /** What each row counts as; null where all count alike. */
  readonly weights: Float64Array | null;
  /** Position of each row's group in `groups`. */
  readonly cell: Int32Array;
  readonly groups: readonly string[];
  /** Rank of each row's time; null where a row has none. */
  readonly at: Float64Array | null;
}
