import { isLoopback } from "../address.js";
import { connectionFault, request } from "../monitor/probe/request.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import type { Terminal } from "./terminal.js";

/** What `health` takes. */
export interface HealthOptions {
  readonly timeout: number;
  readonly json?: boolean;
}

/** Asks a server how it is; critical, or no answer, ends with 1. */
export async function health(
  terminal: Terminal,
  origin: string,
  { timeout, json = false }: HealthOptions,
): Promise<ExitCode> {
  const url = new URL(`${origin.replace(/\/$/, "")}/health`);
  try {
    const unverified = isLoopback(url.hostname);
    const { status, body } = await request({ url, timeoutMs: timeout * 1000, unverified });
    terminal.out(json ? body.trimEnd() : healthText(body));
    return status === 200 ? EXIT.fine : EXIT.internal;
  } catch (error) {
    const detail = `${url.href} does not answer: ${connectionFault(error)}`;
    terminal.err(
      json ? JSON.stringify({ status: "unreachable", detail }) : `cdp-whatif: ${detail}`,
    );
    return EXIT.internal;
  }
}

/** Where the server of this machine listens, as its settings say; of a wildcard address by loopback. */
export function ownOrigin(environment: Readonly<Record<string, string | undefined>>): string {
  const port = environment.CDP_PORT || "8000";
  const host = environment.CDP_HOST || "127.0.0.1";
  const name = host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "::1" : host;
  const scheme = environment.CDP_TLS_CERT_FILE ? "https" : "http";
  const base = (environment.CDP_BASE_PATH ?? "").replace(/\/$/, "");
  return `${scheme}://${name.includes(":") && !name.startsWith("[") ? `[${name}]` : name}:${port}${base}`;
}

function healthText(body: string): string {
  const { status, checks = {} } = parsed(body);
  const failed = Object.entries(checks)
    .filter(([, outcome]) => outcome !== "pass")
    .map(([name]) => name);
  return failed.length === 0 ? status : `${status}: ${failed.join(", ")}`;
}

function parsed(body: string): { status: string; checks?: Readonly<Record<string, unknown>> } {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === "object" && value !== null && "status" in value) {
      const checks = "checks" in value && typeof value.checks === "object" ? value.checks : null;
      return { status: String(value.status), checks: { ...checks } };
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { status: `not an answer of cdp-whatif: ${body.slice(0, 80)}` };
}
