import type { SourceKind } from "../source-kind.js";

/** Every kind of live source that can be configured. */
export const sourceKinds: readonly SourceKind[] = [];
