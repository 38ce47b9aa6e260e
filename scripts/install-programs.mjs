import { spawn } from "node:child_process";
import {
  chromiumPath,
  firefoxPath,
  fishPath,
  natsServerPath,
  opensslPath,
  postgresFolder,
  prometheusPrograms,
  redisServerPath,
  webkitPrograms,
  zshPath,
} from "./programs.mjs";

/** What tests drive, as Debian calls it, and what comes along. */
const programs = [
  { name: "chromium", isThere: () => chromiumPath() !== null, also: ["fonts-noto-cjk"] },
  { name: "firefox-esr", isThere: () => firefoxPath() !== null, also: ["fonts-noto-cjk"] },
  {
    name: "webkit2gtk-driver",
    isThere: () => webkitPrograms() !== null,
    also: ["libwebkit2gtk-4.1-0", "xvfb"],
  },
  { name: "nats-server", isThere: () => natsServerPath() !== null, also: [] },
  { name: "postgresql", isThere: () => postgresFolder() !== null, also: [] },
  { name: "openssl", isThere: () => opensslPath() !== null, also: [] },
  { name: "redis-server", isThere: () => redisServerPath() !== null, also: [] },
  { name: "zsh", isThere: () => zshPath() !== null, also: [] },
  { name: "fish", isThere: () => fishPath() !== null, also: [] },
  { name: "prometheus", isThere: () => prometheusPrograms() !== null, also: [] },
];

/** @param {string[]} args @returns {Promise<number>} exit code; 127 when there is no apt-get */
const apt = (args) =>
  new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  });

const missing = () => programs.filter(({ isThere }) => !isThere());

/**
 * Installs the programs that are missing where that is possible (Debian, as root), and says so.
 *
 * @returns {Promise<string[]>} why a program is missing still; empty when all are there
 */
export async function installPrograms() {
  const wanted = missing();
  if (wanted.length === 0) return [];
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return wanted.map(
      ({ name }) => `${name} is not installed, and installing it needs Debian and root`,
    );
  const names = [...new Set(wanted.flatMap(({ name, also }) => [name, ...also]))];
  console.log(`installing ${names.join(", ")} with apt-get`);
  const updated = await apt(["update", "-qq"]);
  if (updated === 127) return wanted.map(({ name }) => `${name} is not installed (no apt-get)`);
  const code = await apt(["install", "-y", "-qq", "--no-install-recommends", ...names]);
  return missing().map(({ name }) => `${name} could not be installed (apt-get ended with ${code})`);
}
