import type { SourceKind } from "../source-kind.js";
import { folder } from "./folder.js";
import { tail } from "./tail.js";

/** Every kind of live source that can be configured. */
export const sourceKinds: readonly SourceKind[] = [folder, tail];
