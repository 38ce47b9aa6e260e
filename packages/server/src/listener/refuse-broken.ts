import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import type { DoorCode } from "../problem.js";
import { refuse } from "./guard-requests.js";
import type { ListenLimits } from "./limits.js";
import { messageOf, rawProblem } from "./raw-problem.js";

/** Answers what is no request, or takes too long to become one, with a problem; then the connection is closed. */
export function refuseBroken(
  server: Server,
  { limits, base }: { limits: ListenLimits; base: string },
): void {
  server.on("clientError", (error: Error & { code?: string }, socket) => {
    // In the middle of an answer no other can be told from it.
    if (!socket.writable || error.code === "ECONNRESET" || isAnswering(socket)) {
      socket.destroy();
      return;
    }
    end(socket, messageOf(rawProblem(refusalOf(error.code, limits), { base })));
  });
  server.on("checkExpectation", (request, response) => {
    const found = JSON.stringify(request.headers.expect ?? "");
    const detail = `Expect found: ${found}; only 100-continue can be met.`;
    refuse(request, response, { refusal: ["expectation_failed", detail], base });
  });
  server.on("connect", (_request, socket) => {
    const detail = "CONNECT is not possible: this is no proxy.";
    const headers = { allow: "GET, HEAD, POST, DELETE, OPTIONS" };
    end(socket, messageOf(rawProblem(["method_not_allowed", detail], { base, headers })));
  });
}

function end(socket: Duplex, message: string): void {
  socket.end(message, () => socket.destroy());
}

function refusalOf(
  code: string | undefined,
  { headerBytes, headersMs, requestMs }: ListenLimits,
): readonly [DoorCode, string] {
  switch (code) {
    case "HPE_HEADER_OVERFLOW":
      return [
        "headers_too_large",
        `Request line and header fields are longer than ${headerBytes} bytes.`,
      ];
    case "HPE_CHUNK_EXTENSIONS_OVERFLOW":
      return ["payload_too_large", "The extensions of a chunk are too long."];
    case "ERR_HTTP_REQUEST_TIMEOUT":
      return [
        "request_timeout",
        `The head must come within ${headersMs / 1000} s, the whole request within ${requestMs / 1000} s.`,
      ];
    default:
      return ["malformed_request", "What was sent is not a request of HTTP/1.1."];
  }
}

/** Whether part of an answer is on its way: Node's own default asks the same. */
function isAnswering(
  socket: Duplex & { _httpMessage?: { headersSent?: boolean } | null },
): boolean {
  return socket._httpMessage?.headersSent === true;
}
