import { createHmac, timingSafeEqual } from "node:crypto";
import { CoreError } from "@cdp-whatif/core/error";

/** How far from now, either way, a delivery may be signed. */
export const WINDOW_SECONDS = 300;

/** What is signed, and with what. */
export interface SignedDelivery {
  readonly id: string;
  /** As in the header: seconds since 1970. */
  readonly timestamp: string;
  readonly body: Uint8Array;
  /** As in the header: `v1,` and base64, several parted by spaces. */
  readonly signatures: string;
}

/**
 * The key in a secret: base64 of 24 to 64 bytes, with or without `whsec_` before it.
 *
 * @throws CoreError `invalid_input` that does not show the secret
 */
export function signingKey(secret: string): Uint8Array {
  const text = secret.startsWith("whsec_") ? secret.slice("whsec_".length) : secret;
  const key = Buffer.from(text, "base64");
  const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(text) && text.length % 4 === 0;
  if (isBase64 && key.length >= 24 && key.length <= 64) return key;
  const found = isBase64 ? `base64 of ${key.length} bytes` : "a text that is no base64";
  throw new CoreError(
    "invalid_input",
    `a webhook secret is ${found}; expected whsec_ and base64 of 24 to 64 bytes`,
  );
}

/** Whether one of the signatures was made with one of the keys; takes as long whichever it is. */
export function isSigned(
  { id, timestamp, body, signatures }: SignedDelivery,
  keys: readonly Uint8Array[],
): boolean {
  const given = signatures
    .split(" ")
    .filter((one) => one.startsWith("v1,"))
    .slice(0, 16)
    .map((one) => Buffer.from(one.slice("v1,".length), "base64"));
  let signed = false;
  for (const key of keys) {
    const expected = createHmac("sha256", key).update(`${id}.${timestamp}.`).update(body).digest();
    for (const one of given) {
      if (one.length === expected.length && timingSafeEqual(one, expected)) signed = true;
    }
  }
  return signed;
}

/** Whether a time in a header is within the window around now; `now` in milliseconds. */
export function isRecent(timestamp: string, now: number): boolean {
  if (!/^\d{1,12}$/.test(timestamp)) return false;
  return Math.abs(Math.floor(now / 1000) - Number(timestamp)) <= WINDOW_SECONDS;
}
