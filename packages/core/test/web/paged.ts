import type { Answer, Asked } from "./loopback.js";
import { priceLine } from "./run-rest.js";

export const SIZE = 3;
/** Eight items. */
export const all = Array.from({ length: 8 }, (_, i) => priceLine(i + 1));
/** What they say. */
export const prices = all.map(({ price }) => price);

/** The same eight items, paged in each of the five ways. */
export function paged({ url }: Asked): Answer {
  const number = (name: string) => Number(url.searchParams.get(name) ?? 0);
  const page = (from: number) => all.slice(from, from + SIZE);
  const more = (from: number) => from + SIZE < all.length;
  switch (url.pathname) {
    case "/link": {
      const from = number("from");
      const link = `</link?from=0>; rel="prev first", </link?from=${from + SIZE}>; rel="next"`;
      return { body: page(from), ...(more(from) && { headers: { link } }) };
    }
    case "/url": {
      const from = number("from");
      const next = more(from) ? `/url?from=${from + SIZE}` : null;
      return { body: { data: { items: page(from) }, links: { next } } };
    }
    case "/cursor": {
      const from = Number(url.searchParams.get("after")?.slice(1) ?? 0);
      return { body: { items: page(from), next: more(from) ? `c${from + SIZE}` : "" } };
    }
    case "/page": {
      const from = (Math.max(1, number("page")) - 1) * SIZE;
      return { body: { items: page(from), pages: 3 } };
    }
    default:
      return { body: page(number("offset")) };
  }
}
