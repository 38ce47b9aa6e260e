import type {
  CellGroup,
  Challenge,
  DriftAlarm,
  DriftWatch,
  ParameterChange,
  TwinFit,
} from "../model/index.js";

/** Why another fit is tried against the one that answers. */
export type ChallengeCause = "drift" | "age";

/** A fit that is compared, day by day, with the one that answers. */
export interface Challenger {
  readonly fit: TwinFit;
  readonly cause: ChallengeCause;
  /** First day, since 1970-01-01, whose shares neither of the two had seen when it began. */
  readonly from: number;
}

/** Everything that a live twin is beside its history; plain data but for typed arrays. */
export interface LiveState {
  /** The fit that answers. */
  readonly champion: TwinFit;
  readonly challenger: Challenger | null;
  /** What is usual of the forecasts' surprises, as the fit left it; null where too few days told it. */
  readonly usual: { readonly watch: DriftWatch; readonly from: number } | null;
  /** The watch over later days, which it has seen up to a day, exclusive. */
  readonly watch: DriftWatch | null;
  readonly watchedFrom: number;
  readonly watchedTo: number;
  /** The change that the champion has not been replaced for. */
  readonly drift: Drift | null;
}

/** A change that was found in the shares of a brand against all others, in some cells or (null) all. */
export interface Drift extends CellGroup {
  readonly brand: string;
  readonly direction: "up" | "down";
  readonly kind: DriftAlarm["kind"];
  /** Day of the alarm and day on which the change seems to have begun, since 1970-01-01. */
  readonly day: number;
  readonly since: number;
  /** Mean distance since then, in standard deviations of a day. */
  readonly size: number;
}

/** How a challenger does so far. */
export interface Trial extends Challenge {
  readonly cause: ChallengeCause;
  readonly from: number;
}

/** What happened to a live twin. */
export type LiveNews =
  | { readonly kind: "drift"; readonly drift: Drift }
  | { readonly kind: "challenged"; readonly cause: ChallengeCause; readonly from: number }
  | {
      readonly kind: "promoted";
      readonly trial: Trial;
      /** Parameters that differ, the surest first. */
      readonly changes: readonly ParameterChange[];
    }
  | { readonly kind: "dismissed"; readonly trial: Trial }
  | {
      readonly kind: "refitted";
      /** `start`: there was none; `structure`: brands or cells are others than before. */
      readonly cause: "start" | "structure";
      readonly changes: readonly ParameterChange[];
    };
