import type { Catalogue } from "../schema/catalogue.js";
import type { Names } from "../schema/names.js";

/** How lines are understood; the same for all lines of a run. */
export interface ParseOptions {
  /** Default: the built-in one. */
  readonly catalogue?: Catalogue | undefined;
  /** Default: those of the catalogue. */
  readonly names?: Names | undefined;
  /** IANA zone of naive local times. Default: the catalogue's; null: such times are rejected. */
  readonly zone?: string | null | undefined;
  /** Observations after this instant (ms since 1970) are rejected; not checked when omitted. */
  readonly asOf?: number | null | undefined;
  /** Date of lines that have no time of their own. */
  readonly date?: string | null | undefined;
  /** Read the original dashboard's demo rows too, marked demo. Default false: they are kept out. */
  readonly acceptDemoRows?: boolean | undefined;
  /** Read numbers written as text. Default false: "12" is not 12. */
  readonly coerceNumbers?: boolean | undefined;
  /** Mark every record as demo. */
  readonly demo?: boolean | undefined;
  /** SHA-256 of a text. Default: the portable one; a platform's own may be faster, never different. */
  readonly hash?: ((text: string) => string) | undefined;
}
