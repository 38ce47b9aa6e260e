import { competitorNews } from "@cdp-whatif/core/web";
import * as z from "zod";
import type { SourceKind } from "../source-kind.js";
import { PollHead } from "./rest-option.js";

const CompetitorDefinition = z.strictObject({
  kind: z.literal("competitor"),
  ...PollHead.shape,
  url: z.url({ protocol: /^https?$/ }),
  brand: z.string().min(1),
  region: z.string().min(1).optional(),
  promotionTags: z.array(z.string().min(1)).optional(),
});

/** News of a competitor, from a feed. */
export const competitor: SourceKind = {
  kind: "competitor",
  schema: CompetitorDefinition,
  make: ({ kind: _kind, ...options }: z.output<typeof CompetitorDefinition>) =>
    competitorNews(options),
};
