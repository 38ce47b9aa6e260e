/** How far a fit is. */
export interface FitProgress {
  /** What it is at, such as "restart 3 of 10". */
  readonly stage: string;
  /** Share of the work that is done, 0 to 1. */
  readonly done: number;
}

/** What every fit takes, whatever it fits. */
export interface FitOptions {
  /** Integer, 0 to 2^53 - 1; the same seed and rows give the same bits. */
  readonly seed?: number;
  /** Told now and then; an error that it throws ends the fit and reaches the caller. */
  readonly onProgress?: (progress: FitProgress) => void;
}
