import type { SourceKind } from "../source-kind.js";
import { competitor } from "./competitor.js";
import { market } from "./market.js";
import { rest } from "./rest.js";
import { social } from "./social.js";
import { weather } from "./weather.js";

/** Every kind of live source that can be configured. */
export const sourceKinds: readonly SourceKind[] = [rest, weather, social, market, competitor];
