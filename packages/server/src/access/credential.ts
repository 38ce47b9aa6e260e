import type { Asked } from "../middleware/request-env.js";
import { DoorError } from "../problem.js";

/** What a request brings to say who asks. */
export type Credential =
  | { readonly kind: "key"; readonly text: string }
  | { readonly kind: "token"; readonly text: string };

const BEARER = /^Bearer +([A-Za-z0-9._~+/=-]+) *$/i;
const LONGEST = 8192;

/**
 * The credential of a request, from `authorization: Bearer` or `x-api-key`.
 *
 * @returns null when there is none
 * @throws DoorError `unauthorized` when there are two, or one of another form
 */
export function credentialOf(asked: Asked): Credential | null {
  const authorization = asked.req.header("authorization");
  const apiKey = asked.req.header("x-api-key");
  if (authorization === undefined) {
    return apiKey === undefined ? null : { kind: "key", text: apiKey.trim() };
  }
  if (apiKey !== undefined)
    throw unauthorized("Found both authorization and x-api-key; expected one.", "invalid_request");
  const [, text] = authorization.length > LONGEST ? [] : (BEARER.exec(authorization) ?? []);
  if (text === undefined) {
    const message = "The field authorization is not of the form: Bearer, a space, a key or token.";
    throw unauthorized(message, "invalid_request");
  }
  return { kind: text.startsWith("cdp_") ? "key" : "token", text };
}

/**
 * The refusal of a client that is not known.
 *
 * @param error - code of RFC 6750, section 3.1; none when nothing was brought
 * @param headers - of the answer, beside the challenge
 */
export function unauthorized(
  message: string,
  error?: "invalid_request" | "invalid_token",
  headers: Readonly<Record<string, string>> = {},
): DoorError {
  const challenge = 'Bearer realm="cdp-whatif"';
  return new DoorError("unauthorized", message, {
    "www-authenticate": error === undefined ? challenge : `${challenge}, error="${error}"`,
    ...headers,
  });
}
