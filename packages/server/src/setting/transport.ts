import { CoreError } from "@cdp-whatif/core/error";
import * as z from "zod";
import type { TlsOptions } from "../transport/secure-context.js";
import { type SettingValues, settingGroup, wholeNumber, yesOrNo } from "./setting.js";

/** How bytes travel. */
export const transportSettings = settingGroup({
  certificateFile: {
    env: "CDP_TLS_CERT_FILE",
    schema: z.string().optional(),
    help: "Certificate and those between it and the root, PEM; with it the server speaks TLS.",
    example: "/run/secrets/tls.crt",
  },
  keyFile: {
    env: "CDP_TLS_KEY_FILE",
    schema: z.string().optional(),
    help: "Private key of the certificate, PEM.",
    example: "/run/secrets/tls.key",
  },
  minimumVersion: {
    env: "CDP_TLS_MIN_VERSION",
    schema: z.enum(["1.2", "1.3"], { error: "expected 1.2 or 1.3" }).default("1.3"),
    help: "Oldest version of TLS that is spoken.",
  },
  behindTls: {
    env: "CDP_BEHIND_TLS",
    schema: yesOrNo.default(false),
    help: "Whether a proxy in front of the server speaks TLS for it, and nothing else reaches the server.",
  },
  hstsSeconds: {
    env: "CDP_HSTS_SECONDS",
    schema: wholeNumber(0, 63_072_000).default(31_536_000),
    help: "How long browsers keep to TLS, in seconds; 0: not said. Only with TLS.",
  },
});

/** How the server is reached, from its settings. */
export interface TransportOptions {
  readonly tls: TlsOptions | undefined;
  /** Whether what is sent is encrypted on its way, by the server or by a proxy. */
  readonly encrypted: boolean;
  readonly hstsSeconds: number;
}

/**
 * The options of transport that settings mean.
 *
 * @throws CoreError `invalid_input` when there is a certificate without a key, or a key without one
 */
export function transportOptions({
  certificateFile,
  keyFile,
  minimumVersion,
  behindTls,
  hstsSeconds,
}: SettingValues<typeof transportSettings>): TransportOptions {
  if ((certificateFile === undefined) !== (keyFile === undefined)) {
    const missing = certificateFile === undefined ? "CDP_TLS_CERT_FILE" : "CDP_TLS_KEY_FILE";
    throw new CoreError(
      "invalid_input",
      `TLS needs a certificate and its key; ${missing} is not set.`,
      [{ pointer: `/${missing}`, detail: "is missing" }],
    );
  }
  const tls =
    certificateFile === undefined || keyFile === undefined
      ? undefined
      : { certificateFile, keyFile, minimumVersion };
  const encrypted = tls !== undefined || behindTls;
  return { tls, encrypted, hstsSeconds: encrypted ? hstsSeconds : 0 };
}
