import { accessSync, constants, existsSync, readdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

/** @param {string} path */
function isProgram(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false; // absent or not ours to run: both mean "not here"
  }
}

/** @param {readonly string[]} names @returns {string | null} path of the first that is found */
function findProgram(names) {
  const folders = [...(process.env.PATH ?? "").split(delimiter), "/usr/bin", "/snap/bin"];
  const paths = names.flatMap((name) =>
    name.includes("/") ? [name] : folders.map((folder) => join(folder, name)),
  );
  return paths.find(isProgram) ?? null;
}

const given = (/** @type {string} */ name) => {
  const path = process.env[name];
  return path === undefined || path === "" ? [] : [path];
};

/** Path of a Chromium (or Chrome), or null; the variable CHROME_BIN decides when it is set. */
export const chromiumPath = () =>
  findProgram([
    ...given("CHROME_BIN"),
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  ]);

/** Path of a Firefox, or null; the variable FIREFOX_BIN decides when it is set. */
export const firefoxPath = () =>
  findProgram([
    ...given("FIREFOX_BIN"),
    "firefox-esr",
    "firefox",
    "/Applications/Firefox.app/Contents/MacOS/firefox",
  ]);

/** Where Debian keeps what WebKitGTK brings along. */
function miniBrowserPaths() {
  const libraries = "/usr/lib";
  const folders = existsSync(libraries) ? readdirSync(libraries) : [];
  return ["webkitgtk-6.0", "webkit2gtk-4.1", "webkit2gtk-4.0"].flatMap((version) => [
    ...folders.map((folder) => join(libraries, folder, version, "MiniBrowser")),
    join("/usr/libexec", version, "MiniBrowser"),
  ]);
}

/**
 * Paths of WebKitGTK's driver and browser, and of a display for it; null unless all are there. The variables
 * WEBKIT_DRIVER_BIN, MINI_BROWSER_BIN and XVFB_BIN decide when they are set.
 */
export function webkitPrograms() {
  const driver = findProgram([...given("WEBKIT_DRIVER_BIN"), "WebKitWebDriver"]);
  const browser = findProgram([...given("MINI_BROWSER_BIN"), ...miniBrowserPaths()]);
  const xvfb = findProgram([...given("XVFB_BIN"), "Xvfb"]);
  return driver && browser && xvfb ? { driver, browser, xvfb } : null;
}

/** Path of a nats-server, or null; the variable NATS_SERVER_BIN decides when it is set. */
export const natsServerPath = () =>
  findProgram([...given("NATS_SERVER_BIN"), "nats-server", "/usr/sbin/nats-server"]);

/** Path of openssl, or null; the variable OPENSSL_BIN decides when it is set. */
export const opensslPath = () => findProgram([...given("OPENSSL_BIN"), "openssl"]);

/** Folder of PostgreSQL's server programs (initdb, postgres), or null; POSTGRES_BIN_FOLDER decides when it is set. */
export function postgresFolder() {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian)
    ? readdirSync(debian).sort((a, b) => Number(b) - Number(a))
    : [];
  const programs = [
    ...given("POSTGRES_BIN_FOLDER").map((folder) => join(folder, "postgres")),
    ...versions.map((version) => join(debian, version, "bin", "postgres")),
    "postgres",
  ];
  const found = findProgram(programs);
  return found === null ? null : dirname(found);
}

/** Paths of shells that are completed for beside bash, or null. */
export const zshPath = () => findProgram(["zsh"]);
export const fishPath = () => findProgram(["fish"]);

/** Path of a redis-server, or null; the variable REDIS_SERVER_BIN decides when it is set. */
export const redisServerPath = () => findProgram([...given("REDIS_SERVER_BIN"), "redis-server"]);

/** Paths of Prometheus and its promtool, or null unless both are there; PROMETHEUS_BIN and PROMTOOL_BIN decide when they are set. */
export function prometheusPrograms() {
  const prometheus = findProgram([...given("PROMETHEUS_BIN"), "prometheus"]);
  const promtool = findProgram([...given("PROMTOOL_BIN"), "promtool"]);
  return prometheus && promtool ? { prometheus, promtool } : null;
}
