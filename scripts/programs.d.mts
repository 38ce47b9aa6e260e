/** Path of a Chromium (or Chrome), or null; the variable CHROME_BIN decides when it is set. */
export declare function chromiumPath(): string | null;
/** Path of a Firefox, or null; the variable FIREFOX_BIN decides when it is set. */
export declare function firefoxPath(): string | null;
export function natsServerPath(): string | null;
export function opensslPath(): string | null;
export function postgresFolder(): string | null;
export function webkitPrograms(): { driver: string; browser: string; xvfb: string } | null;
export function redisServerPath(): string | null;
export function zshPath(): string | null;
export function fishPath(): string | null;
export function prometheusPrograms(): { prometheus: string; promtool: string } | null;
