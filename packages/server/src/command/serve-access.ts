import type { Logger } from "pino";
import { hasActiveKey } from "../access/key-file.js";
import type { AccessOptions } from "../access/options.js";
import { expectSafe } from "../address.js";
import { accessOptions, type accessSettings } from "../setting/access.js";
import type { SettingValues } from "../setting/setting.js";
import {
  type TransportOptions,
  transportOptions,
  type transportSettings,
} from "../setting/transport.js";
import type { CertificateWatch } from "../transport/secure-server.js";
import { keysFile } from "./store.js";
import type { Terminal } from "./terminal.js";

/** Where a server is asked to listen, and what it keeps its keys beside. */
export interface ServePlace {
  readonly store: string;
  readonly host: string;
  readonly allowedOrigins: readonly string[];
}

/** What the settings say of both. */
interface AccessSettings {
  readonly access: SettingValues<typeof accessSettings>;
  readonly transport: SettingValues<typeof transportSettings>;
}

/**
 * Who may do what, and how bytes travel, as the settings say.
 *
 * @throws CoreError `invalid_input` when strangers could come in, or credentials would travel in clear text
 */
export function planAccess(
  terminal: Terminal,
  { store, host, allowedOrigins, ...settings }: AccessSettings & ServePlace,
): { readonly access: AccessOptions; readonly transport: TransportOptions } {
  const transport = transportOptions(settings.transport);
  const place = { keysFile: keysFile(terminal, { store }), host, allowedOrigins };
  const access = accessOptions(settings.access, place);
  const credentials = access.token !== undefined || hasActiveKey(access.keys?.path);
  expectSafe(host, { credentials, encrypted: transport.encrypted });
  return { access: { ...access, encrypted: transport.encrypted }, transport };
}

/** Tells the log what becomes of renewed certificates. */
export const certificateLog = (log: Logger | undefined): CertificateWatch => ({
  onRenewed: ({ subject, validTo }) => log?.info({ subject, validTo }, "certificate renewed"),
  onFailure: (error) => log?.error({ err: error }, "the renewed certificate cannot be used"),
});
