import type { RecordHead } from "../schema/record.js";
import type { RecordLink } from "./model/intel-finding.js";

/** A record as what something was taken from. */
export function recordLink({ key, position }: Pick<RecordHead, "key" | "position">): RecordLink {
  return { key, position };
}
