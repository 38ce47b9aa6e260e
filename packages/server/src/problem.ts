import { CoreError, type ErrorCode, type ErrorDetail } from "@cdp-whatif/core/error";

/** Reasons for a refusal that only a door knows. */
export type DoorCode =
  | "unauthorized"
  | "forbidden"
  | "cross_site"
  | "misdirected"
  | "tls_required"
  | "issuer_unavailable"
  | "malformed_json"
  | "malformed_body"
  | "too_many_requests"
  | "unsupported_media_type"
  | "payload_too_large"
  | "method_not_allowed"
  | "not_acceptable"
  | "request_timeout"
  | "uri_too_long"
  | "expectation_failed"
  | "headers_too_large"
  | "malformed_request"
  | "route_not_found"
  | "not_ready"
  | "no_monitor"
  | "internal";

export type ProblemCode = ErrorCode | DoorCode;

interface Kind {
  readonly status: number;
  readonly title: string;
}

/** The one table from reason to HTTP status; it does not compile while a code is missing. */
export const PROBLEMS: Readonly<Record<ProblemCode, Kind>> = {
  invalid_input: { status: 422, title: "Invalid input" },
  invalid_catalogue: { status: 422, title: "Invalid catalogue" },
  invalid_twin: { status: 422, title: "Invalid twin" },
  unknown_persona: { status: 422, title: "Unknown persona" },
  unknown_region: { status: 422, title: "Unknown region" },
  unknown_brand: { status: 422, title: "Unknown brand" },
  unknown_trigger: { status: 422, title: "Unknown trigger" },
  unknown_key: { status: 422, title: "Unknown key" },
  out_of_range: { status: 422, title: "Out of range" },
  no_lever: { status: 422, title: "Parameter without a lever" },
  no_zone: { status: 422, title: "Time without a zone" },
  unknown_zone: { status: 422, title: "Unknown time zone" },
  no_data: { status: 409, title: "No data yet" },
  too_few_rows: { status: 409, title: "Too little data" },
  wrong_level: { status: 422, title: "Figure of another level" },
  no_variation: { status: 409, title: "Data without variation" },
  not_finite: { status: 422, title: "Not a finite number" },
  not_positive_definite: { status: 409, title: "Data that determine no model" },
  not_found: { status: 404, title: "Not found" },
  file_not_found: { status: 500, title: "File missing on the server" },
  file_unreadable: { status: 500, title: "File unreadable on the server" },
  store_unavailable: { status: 503, title: "Store unavailable" },
  store_full: { status: 507, title: "Store full" },
  store_busy: { status: 503, title: "Store busy" },
  store_locked: { status: 503, title: "Store locked" },
  store_version: { status: 500, title: "Store of another version" },
  wrong_key: { status: 500, title: "Store of another key" },
  sealed_data_changed: { status: 500, title: "Sealed data were changed" },
  port_in_use: { status: 500, title: "Port in use" },
  source_failed: { status: 502, title: "Source failed" },
  aborted: { status: 503, title: "Aborted" },
  unauthorized: { status: 401, title: "Not authenticated" },
  forbidden: { status: 403, title: "Not allowed" },
  cross_site: { status: 403, title: "Asked by a page of another site" },
  tls_required: { status: 400, title: "TLS required" },
  misdirected: { status: 421, title: "Asked under a name that is not the server's" },
  issuer_unavailable: { status: 503, title: "Issuer of tokens unavailable" },
  malformed_json: { status: 400, title: "Malformed JSON" },
  malformed_body: { status: 400, title: "Malformed body" },
  too_many_requests: { status: 429, title: "Too many requests" },
  unsupported_media_type: { status: 415, title: "Unsupported content type" },
  payload_too_large: { status: 413, title: "Body too large" },
  method_not_allowed: { status: 405, title: "Method not allowed" },
  not_acceptable: { status: 406, title: "No acceptable content type" },
  request_timeout: { status: 408, title: "Request took too long" },
  uri_too_long: { status: 414, title: "URL too long" },
  expectation_failed: { status: 417, title: "Expectation that cannot be met" },
  headers_too_large: { status: 431, title: "Header fields too large" },
  malformed_request: { status: 400, title: "Malformed request" },
  route_not_found: { status: 404, title: "No such path" },
  no_monitor: { status: 404, title: "No monitor" },
  not_ready: { status: 503, title: "Not ready yet" },
  internal: { status: 500, title: "Internal error" },
};

/** A refusal of the door itself, with what the client can do about it in `message`. */
export class DoorError extends Error {
  override readonly name = "DoorError";

  constructor(
    readonly code: DoorCode,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Body of an error, RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ProblemCode;
  readonly errors?: readonly ErrorDetail[];
}

/** What was sent may be large; what is said of it is not. */
const MOST_ERRORS = 50;
const LONGEST_DETAIL = 2000;
const LONGEST_POINTER = 500;

const brief = ({ pointer, detail }: ErrorDetail): ErrorDetail => ({
  pointer: pointer.slice(0, LONGEST_POINTER),
  detail: detail.slice(0, LONGEST_DETAIL),
});

const FAULT_DETAIL =
  "The server could not answer; its log has the reason under the request id of this answer.";

/** What a client, or whoever runs the server, can do about a fault; names nothing of this server. */
const FAULT_ADVICE: Partial<Record<ProblemCode, string>> = {
  store_full:
    "Nothing of this was stored: the disk is full, or the data are above their budget. Whoever runs the server frees space, or raises CDP_DATA_BUDGET; then send it again.",
};

/**
 * The problem that an error is for the client.
 *
 * @remarks Messages of 5xx stay in the log: they may name files of the server.
 * @param error - whatever was thrown
 * @param instance - path of the request
 */
export function problemOf(error: unknown, instance: string): Problem {
  const known = error instanceof CoreError || error instanceof DoorError;
  const code: ProblemCode = known ? error.code : "internal";
  const { status, title } = PROBLEMS[code];
  const tellable = status < 500 || error instanceof DoorError;
  const problem: Problem = {
    type: `/docs/problem#${code}`,
    title,
    status,
    detail:
      known && tellable
        ? error.message.slice(0, LONGEST_DETAIL)
        : (FAULT_ADVICE[code] ?? FAULT_DETAIL),
    instance,
    code,
  };
  if (status !== 422) return problem;
  const details = error instanceof CoreError ? error.details : [];
  const errors = details.length > 0 ? details : [{ pointer: "", detail: problem.detail }];
  return { ...problem, errors: errors.slice(0, MOST_ERRORS).map(brief) };
}
