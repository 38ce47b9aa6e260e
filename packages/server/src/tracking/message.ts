import type { Catalogue, ParsedDelivery, RuleSet, TrackingCall } from "@cdp-whatif/core";
import type { DoorCode } from "../problem.js";
import type { SentError } from "../twin/message.js";
import type { WriteKey } from "./write-key.js";

/** What the parsing thread is started with. */
export interface TrackingTask {
  readonly catalogue: Catalogue;
  readonly zone: string | undefined;
  readonly ruleSet: RuleSet;
  readonly writeKeys: readonly WriteKey[];
  /** Largest body, unpacked. */
  readonly limitBytes: number;
}

/** A body as it arrived. */
export interface TrackingBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly contentEncoding: string;
  /** What the path says of a single call; null: the body is a batch. */
  readonly call: TrackingCall | null;
  /** Instant of its arrival. */
  readonly receivedAt: number;
  /** Write key of the header. */
  readonly key: string | null;
}

/** To the parsing thread. */
export interface TrackingMessage {
  readonly id: number;
  readonly body: TrackingBody;
}

/** A `DoorError` as it crosses from one thread to another. */
export interface SentRefusal {
  readonly code: DoorCode;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** From the parsing thread: what the body became, or why it is not taken. */
export type TrackingReply = { readonly id: number } & (
  | { readonly parsed: ParsedDelivery }
  | { readonly refusal: SentRefusal }
  | { readonly error: SentError }
);
