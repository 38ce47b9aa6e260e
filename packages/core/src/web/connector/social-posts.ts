import * as z from "zod";
import { reject } from "../../schema/index.js";
import { restSource } from "../rest-source.js";
import type { Connector, ConnectorOptions } from "./connector.js";
import { itemLines } from "./item-lines.js";
import { plainText } from "./plain-text.js";

/** What posts are asked with. */
export interface SocialOptions extends ConnectorOptions {
  /** Address of the server, e.g. `https://mastodon.example`. */
  readonly url: string;
  /** Posts with this tag, without `#`. Default: all public posts. */
  readonly tag?: string | undefined;
  /** Of an application; many servers ask for one. */
  readonly token?: string | undefined;
  /** The place that the posts are about, where it is known: their region. */
  readonly location?: string | undefined;
  /** Pages of 40 posts that are read the first time. Default 1. */
  readonly firstPages?: number | undefined;
}

/** The part of a status that is used. */
const Status = z.object({
  uri: z.string().min(1),
  url: z.string().min(1).nullish(),
  created_at: z.string().min(1),
  edited_at: z.string().nullish(),
  content: z.string(),
  spoiler_text: z.string().nullish(),
  account: z.object({ acct: z.string().min(1) }),
  favourites_count: z.int().nonnegative().nullish(),
  replies_count: z.int().nonnegative().nullish(),
  tags: z.array(z.object({ name: z.string() })).nullish(),
});

/**
 * Public posts of a Mastodon server, as web intelligence: a line for each post, known by its address.
 *
 * @remarks Their mood (`sentiment`) is not known and stays null. Likes and comments are those of the moment of reading.
 * @see https://docs.joinmastodon.org/methods/timelines/ and https://docs.joinmastodon.org/api/guidelines/#pagination
 */
export function socialPosts(options: SocialOptions): Connector {
  const { url, tag, token, location, firstPages = 1, ...rest } = options;
  const path = tag === undefined ? "public" : `tag/${encodeURIComponent(tag)}`;
  return {
    source: restSource({
      ...rest,
      url: new URL(`/api/v1/timelines/${path}?limit=40`, url).href,
      firstPages,
      paging: { by: "link" },
      since: { pointer: "/id", parameter: "since_id" },
      ...(token !== undefined && {
        authorization: {
          ...{ by: "key", in: "header", name: "authorization", value: `Bearer ${token}` },
        } as const,
      }),
    }),
    unwrap: itemLines(Status, (status) => postLines(status, { tag, location })),
  };
}

function postLines(
  status: z.output<typeof Status>,
  { tag, location }: Pick<SocialOptions, "tag" | "location">,
) {
  const title = plainText(status.content) || (status.spoiler_text ?? "").trim();
  if (title === "") {
    return reject("empty", {
      field: "/content",
      found: status.content,
      expected: "a post with words; pictures alone say nothing here",
    });
  }
  const address = status.url ?? status.uri;
  const post = {
    platform: "mastodon",
    board: tag === undefined ? null : `#${tag}`,
    title,
    url: address,
    author: status.account.acct,
    timestamp: status.created_at,
    likes: status.favourites_count ?? null,
    comments: status.replies_count ?? null,
    keywords: (status.tags ?? []).map(({ name }) => name),
    sentiment: null,
  };
  const line = {
    date: status.created_at,
    item: address,
    generated_at: status.edited_at ?? status.created_at,
    ...(location !== undefined && { location }),
    posts_count: 1,
    social_posts: [post],
  };
  return [line];
}
