import { liveSourceContract } from "../../src/testing/index.js";
import { restSource } from "../../src/web/index.js";
import { type Answer, type Asked, type Loopback, loopback } from "./loopback.js";

const PAGE = 500;

/** An interface that lists messages by their number, the oldest first, in pages. */
liveSourceContract("rest", {
  async create() {
    const held: string[] = [];
    let mode: "well" | "cut" | "stopped" | "refusing" = "well";
    let left = 0;
    const answer = ({ url }: Asked): Answer => {
      if (mode === "refusing") return { status: 401 };
      if (mode !== "well") {
        if (mode === "cut") mode = "well";
        return { by: (response) => response.destroy() };
      }
      const from = Number(url.searchParams.get("after") ?? 0);
      const page = held.slice(from, from + PAGE);
      left += page.length;
      const body = page.map((text, i) => ({ number: from + i + 1, ...JSON.parse(text) }));
      url.searchParams.set("after", String(from + page.length));
      const more = from + page.length < held.length;
      return { body, ...(more && { headers: { link: `<${url.href}>; rel="next"` } }) };
    };
    const server: Loopback = await loopback(answer);
    return {
      source: () =>
        restSource({
          ...{ name: "rest", url: server.origin, everyMs: 20, paging: { by: "link" } },
          since: { pointer: "/number", parameter: "after" },
        }),
      async send(messages) {
        held.push(...messages);
      },
      delivered: () => left,
      async cut() {
        mode = "cut";
      },
      async stop() {
        mode = "stopped";
      },
      async start() {
        mode = "well";
      },
      async refuse() {
        mode = "refusing";
      },
      close: server.close,
    };
  },
});
