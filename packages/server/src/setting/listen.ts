import * as z from "zod";
import type { BasePathOptions } from "../base-path.js";
import { DEFAULT_LIMITS, type ListenLimits } from "../listener/limits.js";
import { type SettingValues, settingGroup, wholeNumber, yesOrNo } from "./setting.js";

const seconds = (milliseconds: number) => wholeNumber(1, 3600).default(milliseconds / 1000);

/** Where the server is found, and what it allows those who connect. */
export const listenSettings = settingGroup({
  basePath: {
    env: "CDP_BASE_PATH",
    schema: z
      .string()
      .regex(/^(?:\/[\w.~-]+){1,16}\/?$/, "expected a path such as /portal/cdp")
      .optional(),
    help: "Path before all of ours, where a proxy takes it away before it asks the server.",
    example: "/portal/cdp",
  },
  trustForwardedPrefix: {
    env: "CDP_TRUST_FORWARDED_PREFIX",
    schema: yesOrNo.default(false),
    help: "Believe X-Forwarded-Prefix; only where every request comes through a proxy that sets or removes it.",
  },
  headersSeconds: {
    env: "CDP_HEADERS_SECONDS",
    schema: seconds(DEFAULT_LIMITS.headersMs),
    help: "In which the head of a request must have come, in seconds.",
  },
  requestSeconds: {
    env: "CDP_REQUEST_SECONDS",
    schema: seconds(DEFAULT_LIMITS.requestMs),
    help: "In which a request must have come whole, in seconds.",
  },
  unreadSeconds: {
    env: "CDP_UNREAD_SECONDS",
    schema: seconds(DEFAULT_LIMITS.unreadMs),
    help: "In which a client must take some of what waits for it, in seconds.",
  },
  mostConnections: {
    env: "CDP_MOST_CONNECTIONS",
    schema: wholeNumber(1, 100_000).default(DEFAULT_LIMITS.connections),
    help: "Connections that may be open at once; more are closed.",
  },
});

type ListenValues = SettingValues<typeof listenSettings>;

/** What a service takes of these settings. */
export function basePathOptions({ basePath, trustForwardedPrefix }: ListenValues): BasePathOptions {
  return { basePath, trustForwardedPrefix };
}

/** What a server that listens takes of them. */
export function limitOptions(values: ListenValues): {
  limits: Partial<ListenLimits>;
  basePath: string | undefined;
} {
  const { basePath, headersSeconds, requestSeconds, unreadSeconds, mostConnections } = values;
  return {
    basePath,
    limits: {
      headersMs: headersSeconds * 1000,
      requestMs: Math.max(requestSeconds, headersSeconds) * 1000,
      unreadMs: unreadSeconds * 1000,
      connections: mostConnections,
    },
  };
}
