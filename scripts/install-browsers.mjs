import { spawn } from "node:child_process";
import { chromiumPath, firefoxPath } from "./browsers.mjs";

const fonts = "fonts-noto-cjk";

/** @param {string[]} args @returns {Promise<number>} exit code; 127 when there is no apt-get */
const apt = (args) =>
  new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    const child = spawn("apt-get", args, { env, stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", () => resolve(127));
    child.on("close", (code) => resolve(code ?? 1));
  });

/** Which browsers the tests need and do not find, as Debian calls them. */
const missing = () => [
  ...(chromiumPath() === null ? ["chromium"] : []),
  ...(firefoxPath() === null ? ["firefox-esr"] : []),
];

/**
 * Installs the browsers that are missing where that is possible (Debian, as root), and says so.
 *
 * @returns {Promise<string[]>} why a browser is missing still; empty when all are there
 */
export async function installBrowsers() {
  const wanted = missing();
  if (wanted.length === 0) return [];
  if (process.platform !== "linux" || process.getuid?.() !== 0)
    return wanted.map(
      (name) => `${name} is not installed, and installing it needs Debian and root`,
    );
  console.log(`installing ${[...wanted, fonts].join(", ")} with apt-get`);
  const updated = await apt(["update", "-qq"]);
  if (updated === 127) return wanted.map((name) => `${name} is not installed (no apt-get)`);
  const options = ["install", "-y", "-qq", "--no-install-recommends"];
  const code = await apt([...options, ...wanted, fonts]);
  return missing().map((name) => `${name} could not be installed (apt-get ended with ${code})`);
}
