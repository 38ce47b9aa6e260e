import type { RecordHead } from "../schema/record.js";
import type { RecordLink } from "./model/intel-finding.js";

/** A record as what something was taken from; of a file its name, as its folder is nothing that readers need to know. */
export function recordLink({ key, position }: Pick<RecordHead, "key" | "position">): RecordLink {
  return { key, position: { ...position, source: nameOf(position.source) } };
}

const ABSOLUTE = /^(\/|[A-Za-z]:[\\/]|\\\\)/;

const nameOf = (source: string) =>
  ABSOLUTE.test(source) ? source.replace(/^.*[\\/]/s, "") : source;
