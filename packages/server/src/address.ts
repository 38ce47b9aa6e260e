import { CoreError } from "@cdp-whatif/core/error";

/** Whether only programs of this machine can reach a host name. */
export function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[(.*)\]$/, "$1");
  if (name === "localhost" || name === "::1" || name.endsWith(".localhost")) return true;
  return /^(::ffff:)?127(\.\d{1,3}){3}$/.test(name);
}

/**
 * Refuses an address that others can reach: there are no credentials that would keep them out.
 *
 * @throws CoreError `invalid_input`
 */
export function expectLoopback(host: string): void {
  if (isLoopback(host)) return;
  throw new CoreError(
    "invalid_input",
    `--host ${host} can be reached from other machines, and no credentials are set that would keep strangers out. ` +
      "Make an API key (cdp-whatif keys create) or name an issuer of tokens (CDP_TOKEN_ISSUER), or use --host 127.0.0.1 and a tunnel.",
    [{ pointer: "/host", detail: "expected a loopback address: 127.0.0.1, ::1 or localhost" }],
  );
}

/**
 * Refuses an address that others can reach unless strangers are kept out and credentials are not sent in clear text.
 *
 * @throws CoreError `invalid_input`
 */
export function expectSafe(
  host: string,
  { credentials, encrypted }: { credentials: boolean; encrypted: boolean },
): void {
  if (isLoopback(host)) return;
  if (!credentials) expectLoopback(host);
  if (encrypted) return;
  throw new CoreError(
    "invalid_input",
    `--host ${host} can be reached from other machines, and credentials would be sent to it in clear text. ` +
      "Set CDP_TLS_CERT_FILE and CDP_TLS_KEY_FILE, or CDP_BEHIND_TLS=true when only a proxy that speaks TLS can reach it.",
    [{ pointer: "/host", detail: "expected TLS, or a loopback address" }],
  );
}

/** What went wrong with binding an address, in words that help. */
export function bindError(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "EADDRINUSE") {
    return new CoreError(
      "port_in_use",
      `Port ${port} of ${host} is in use by another program. Stop that program, or choose another port with --port ${nextPort(port)} (--port 0 takes any free one).`,
      [],
      { cause: error },
    );
  }
  if (code === "EACCES") {
    return new CoreError(
      "port_in_use",
      `Port ${port} of ${host} may not be used by this account. Choose one above 1023, such as --port 8000.`,
      [],
      { cause: error },
    );
  }
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new CoreError(
      "invalid_input",
      `--host ${host} is no address of this machine. Use --host 127.0.0.1.`,
      [],
      { cause: error },
    );
  }
  return error;
}

const nextPort = (port: number) => (port < 65535 ? port + 1 : 8000);
