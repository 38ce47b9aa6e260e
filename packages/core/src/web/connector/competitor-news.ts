import * as z from "zod";
import { reject } from "../../schema/index.js";
import { restSource } from "../rest-source.js";
import type { Connector, ConnectorOptions } from "./connector.js";
import { itemLines } from "./item-lines.js";

/** What a competitor's news are asked with. */
export interface CompetitorOptions extends ConnectorOptions {
  /** Address of the feed. */
  readonly url: string;
  /** Whose news it is. */
  readonly brand: string;
  readonly region?: string | undefined;
  /** Items with one of these tags are promotions; all others are competition. */
  readonly promotionTags?: readonly string[] | undefined;
}

/** The part of an item that is used. */
const Item = z.object({
  id: z.union([z.string().min(1), z.number()]),
  url: z.string().nullish(),
  external_url: z.string().nullish(),
  title: z.string().nullish(),
  summary: z.string().nullish(),
  date_published: z.string().nullish(),
  date_modified: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
});

/**
 * News of a competitor from a JSON Feed, as events of type `competition` or `promotion`.
 *
 * @remarks An item without a title is rejected, one without a date becomes a dead letter `no_time`: when it happened is not
 * known, and the moment of reading is another one.
 * @see https://www.jsonfeed.org/version/1.1/
 */
export function competitorNews(options: CompetitorOptions): Connector {
  const { url, brand, region, promotionTags = [], everyMs = 900_000, ...rest } = options;
  return {
    source: restSource({
      ...rest,
      url,
      everyMs,
      items: "/items",
      paging: { by: "url", pointer: "/next_url" },
      since: { pointer: "/date_published" },
    }),
    unwrap: itemLines(Item, (item) => eventLines(item, { brand, region, promotionTags })),
  };
}

function eventLines(
  item: z.output<typeof Item>,
  {
    brand,
    region,
    promotionTags,
  }: { brand: string; region: string | undefined; promotionTags: readonly string[] },
) {
  const event = (item.title ?? "").trim();
  if (event === "") {
    const expected = "a title, by which the event is known";
    return reject("missing", { field: "/title", found: item.title ?? undefined, expected });
  }
  const tags = item.tags ?? [];
  const made = item.date_modified ?? item.date_published ?? null;
  const line = {
    id: String(item.id),
    event,
    type: tags.some((tag) => promotionTags.includes(tag)) ? "promotion" : "competition",
    brand,
    ...(region !== undefined && { region }),
    ...(typeof item.date_published === "string" && { timestamp: item.date_published }),
    ...(made !== null && { generated_at: made }),
    source: item.url ?? item.external_url ?? String(item.id),
    insights: item.summary ? [item.summary] : [],
  };
  return [line];
}
