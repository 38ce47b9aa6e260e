import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import { CoreError } from "@cdp-whatif/core/error";

/** What a server that speaks TLS needs. */
export interface TlsOptions {
  /** PEM: the server's certificate, then those between it and the root. */
  readonly certificateFile: string;
  readonly keyFile: string;
  readonly minimumVersion: "1.2" | "1.3";
}

/** A certificate and its key, read and found to fit. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
  /** Of the certificate, for people: who it is for and when it ends. */
  readonly subject: string;
  readonly validTo: string;
}

/**
 * Reads a certificate and its key.
 *
 * @throws CoreError `file_not_found` | `file_unreadable` when they cannot be used together; it says nothing of the key
 */
export function readPair({ certificateFile, keyFile }: TlsOptions): TlsPair {
  const cert = readText(certificateFile);
  const key = readText(keyFile);
  const certificate = parsed(certificateFile, () => new X509Certificate(cert));
  const privateKey = parsed(keyFile, () => createPrivateKey(key));
  if (!certificate.checkPrivateKey(privateKey)) {
    throw new CoreError(
      "file_unreadable",
      `The key in ${keyFile} is not that of the certificate in ${certificateFile}.`,
    );
  }
  parsed(certificateFile, () => createSecureContext({ cert, key }));
  return { cert, key, subject: certificate.subject, validTo: certificate.validTo };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "unknown";
    throw new CoreError(
      code === "ENOENT" ? "file_not_found" : "file_unreadable",
      `${path} cannot be read (${code}).`,
      [],
      { cause: error },
    );
  }
}

function parsed<Value>(path: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw new CoreError("file_unreadable", `${path} is not what TLS needs, as PEM.`, [], {
      cause: error,
    });
  }
}
