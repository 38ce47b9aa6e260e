import type { DecidedShares } from "../brand-share.js";
import type { BehaviourInput } from "./behaviour-line.js";
import type { CustomerEventLine } from "./customer-event-line.js";
import type { DailyIntelLine } from "./daily-intel-line.js";
import type { DistrictLine } from "./district-line.js";
import type { InterventionLine } from "./intervention-line.js";
import type { MarketLine } from "./market-line.js";
import type { WebIntelLine } from "./web-intel-line.js";

/** A behaviour line that passed validation, with the unit of its brand values decided. */
export interface AcceptedBehaviour {
  readonly kind: "behaviour";
  readonly line: BehaviourInput;
  readonly shares: DecidedShares;
}

/** A district report that passed validation, with the unit of its brand values decided. */
export interface AcceptedDistrict {
  readonly kind: "district";
  readonly line: DistrictLine;
  readonly shares: DecidedShares;
}

/** A line that passed validation: its kind and its fields, still spelled as in the file. */
export type Accepted =
  | AcceptedBehaviour
  | AcceptedDistrict
  | { readonly kind: "intervention"; readonly line: InterventionLine }
  | { readonly kind: "daily-intel"; readonly line: DailyIntelLine }
  | { readonly kind: "web-intel"; readonly line: WebIntelLine }
  | { readonly kind: "market"; readonly line: MarketLine }
  | { readonly kind: "customer-event"; readonly line: CustomerEventLine };
