import { expect, it } from "vitest";
import { recordLink } from "./record-link.js";

it.each([
  ["/data/inbox/web intel.jsonl", "web intel.jsonl"],
  ["C:\\data\\web.jsonl", "web.jsonl"],
  ["\\\\files\\share\\web.jsonl", "web.jsonl"],
  ["https://feed.example/daily/web.jsonl", "https://feed.example/daily/web.jsonl"],
  ["inbox/web.jsonl", "inbox/web.jsonl"],
  ["rest:3529e02233000479", "rest:3529e02233000479"],
])("names the source %s without the folder that it lies in", (source, named) => {
  const link = recordLink({ key: "k", position: { source, line: 3, offset: 17 } });
  expect(link).toEqual({ key: "k", position: { source: named, line: 3, offset: 17 } });
});
