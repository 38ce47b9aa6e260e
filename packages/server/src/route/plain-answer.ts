import type { SentAsset } from "../asset/asset.js";
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

/** A route behind its gate, whose answers need no more of a request than `Asked`. */
export type QuickRoute =
  | {
      readonly spec: CountedRoute;
      readonly answer: (asked: Asked) => PlainAnswer | Promise<PlainAnswer>;
    }
  /** A file: of the type that it has, compressed already, counted with all others. */
  | {
      readonly spec: null;
      /** Whether it answers who accepts this; always, where it is absent. */
      readonly takes?: ((accept: string | undefined) => boolean) | undefined;
      readonly answer: (asked: Asked) => SentAsset | Promise<SentAsset>;
    };
