import { expect, it } from "vitest";
import { exhaustedForMs, retryAfterMs } from "./rate-limit.js";

const now = Date.UTC(2026, 10, 6, 8);

it.each([
  [{ "retry-after": "3" }, 3000],
  [{ "retry-after": "0" }, 0],
  [{ "retry-after": "Fri, 06 Nov 2026 08:01:00 GMT" }, 60_000],
  [{ "retry-after": "Fri, 06 Nov 2026 07:00:00 GMT" }, 0],
  [
    { "retry-after": "Fri, 06 Nov 2026 09:01:00 GMT", date: "Fri, 06 Nov 2026 09:00:00 GMT" },
    60_000,
  ],
  [{ "retry-after": "99999999999" }, 86_400_000],
  [{ "retry-after": "soon" }, null],
  [{ "retry-after": "-1" }, null],
  [{}, null],
])("waits after %o", (headers, expected) => {
  expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(expected);
});

it.each([
  [{ ratelimit: '"a";r=12;t=9' }, null],
  [{ ratelimit: '"a";r=0;t=9, "b";r=0;t=30' }, 30_000],
  [{ ratelimit: '"a";r=0' }, null],
  [{ "ratelimit-remaining": "1", "ratelimit-reset": "9" }, null],
  [{ "ratelimit-remaining": "0" }, null],
  [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": String(now / 1000 + 5) }, 5000],
  [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "2026-11-06T08:00:02.000Z" }, 2000],
  [{ "x-ratelimit-remaining": "0", "x-ratelimit-reset": "later" }, null],
])("after %o nothing is left for", (headers, expected) => {
  expect(exhaustedForMs(new Headers(headers as Record<string, string>), now)).toBe(expected);
});
