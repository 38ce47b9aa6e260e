import { SourceError } from "../source/index.js";
import { atPointer } from "./json-pointer.js";
import { linkTarget } from "./link-header.js";
import { shownUrl } from "./refusal.js";
import type { RestAnswer, RestClient } from "./rest-client.js";
import type { Paging, RestOptions } from "./rest-option.js";

/** A page: its items as JSON texts, what they say of "since", and where the next page is. */
export interface RestPage {
  readonly messages: readonly string[];
  readonly since: readonly string[];
  readonly next: URL | null;
}

const NDJSON = [
  "application/x-ndjson",
  "application/ndjson",
  "application/jsonl",
  "application/x-jsonlines",
];

/**
 * Reads an answer of JSON or NDJSON.
 *
 * @throws SourceError when the body is neither, or has no items where they should be
 */
export function readPage(
  answer: RestAnswer & { readonly text: string },
  { options, client }: { options: RestOptions; client: RestClient },
): RestPage {
  const where = shownUrl(answer.url);
  const { paging } = options;
  if (NDJSON.includes(answer.contentType)) {
    const messages = answer.text.split("\n").filter((line) => line.trim() !== "");
    const items = options.since === undefined ? [] : messages.flatMap(parsedLine);
    const next = nextPage(answer, { paging, body: null, count: messages.length });
    return { messages, since: sinceOf(items, options), next: follow(next, { answer, client }) };
  }
  const body = parseJson(answer, where);
  const items = atPointer(body, options.items ?? "");
  if (!Array.isArray(items)) {
    throw new SourceError(
      `${where} answered no array ${options.items === undefined ? "as a whole" : `at ${options.items}`}, where its items should be`,
    );
  }
  const next = nextPage(answer, { paging, body, count: items.length });
  return {
    messages: items.map((item) => JSON.stringify(stamped(item, { answer, name: options.stamp }))),
    since: sinceOf(items, options),
    next: follow(next, { answer, client }),
  };
}

function parseJson({ contentType, text }: RestAnswer & { text: string }, where: string): unknown {
  if (contentType !== "" && !/^(application|text)\/([\w.+-]+\+)?json$/.test(contentType)) {
    throw new SourceError(`${where} answered ${contentType}, expected JSON or NDJSON`);
  }
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own words quote the body, which might repeat a key.
    throw new SourceError(`${where} answered ${text.length} characters that are no JSON`);
  }
}

/** NDJSON lines that are no JSON have no "since"; they go on, and become dead letters. */
function parsedLine(line: string): unknown[] {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
}

function sinceOf(items: readonly unknown[], { since }: RestOptions): string[] {
  if (since === undefined) return [];
  return items.flatMap((item) => {
    const value = atPointer(item, since.pointer);
    return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
  });
}

function stamped(
  item: unknown,
  { answer, name }: { answer: RestAnswer; name: string | undefined },
): unknown {
  if (name === undefined || answer.answeredAt === null) return item;
  if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
  return { ...item, [name]: new Date(answer.answeredAt).toISOString() };
}

function follow(
  next: string | null,
  { answer, client }: { answer: RestAnswer; client: RestClient },
): URL | null {
  return next === null ? null : client.follow(next, answer.url);
}

function nextPage(
  { url, link }: RestAnswer,
  { paging, body, count }: { paging: Paging | undefined; body: unknown; count: number },
): string | null {
  if (paging === undefined) return null;
  switch (paging.by) {
    case "link":
      return linkTarget(link, "next");
    case "url":
      return textAt(body, paging.pointer);
    case "cursor": {
      const mark = textAt(body, paging.pointer);
      return mark === null ? null : withParameter(url, paging.parameter, mark);
    }
    case "page": {
      const page = numberIn(url, paging.parameter) ?? paging.first ?? 1;
      const last = paging.last === undefined ? null : atPointer(body, paging.last);
      const ended = typeof last === "number" ? page >= last : count < (paging.size ?? 1);
      return ended ? null : withParameter(url, paging.parameter, String(page + 1));
    }
    case "offset": {
      if (count < (paging.size ?? 1)) return null;
      const offset = numberIn(url, paging.parameter) ?? 0;
      return withParameter(url, paging.parameter, String(offset + count));
    }
  }
}

function textAt(body: unknown, pointer: string): string | null {
  const value = atPointer(body, pointer);
  if (typeof value === "number") return String(value);
  return typeof value === "string" && value !== "" ? value : null;
}

function numberIn(url: URL, parameter: string): number | null {
  const text = url.searchParams.get(parameter) ?? "";
  return /^\d+$/.test(text) ? Number(text) : null;
}

function withParameter(url: URL, parameter: string, value: string): string {
  const next = new URL(url);
  next.searchParams.set(parameter, value);
  return next.href;
}
