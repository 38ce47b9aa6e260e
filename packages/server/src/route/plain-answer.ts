import type { CountedRoute } from "../metric/request-counts.js";
import type { Asked } from "../middleware/request-env.js";

/** An answer in JSON that is there as bytes: all that can be asked of it is whether it is still the same. */
export interface PlainAnswer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Read before `bytes` were made. */
  readonly etag: string;
  /** URL of the next page; null where there is none. */
  readonly next: string | null;
  /** To be called once the bytes are sent. */
  readonly release?: () => void;
}

/** A route behind its gate, whose answers are plain: it needs no more of a request than `Asked`. */
export interface QuickRoute {
  readonly spec: CountedRoute;
  readonly answer: (asked: Asked) => PlainAnswer | Promise<PlainAnswer>;
}
