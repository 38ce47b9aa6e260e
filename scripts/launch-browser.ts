import puppeteer, { type Browser } from "puppeteer-core";
import { chromiumPath, firefoxPath } from "./programs.mjs";

/** Which browsers the tests drive. */
export type BrowserName = "chromium" | "firefox";

const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts a browser without a window, with a profile of its own that is removed when it closes.
 *
 * @throws Error when the browser is not installed; `canLaunch` tells beforehand
 */
export async function launch(name: BrowserName): Promise<Browser> {
  const executablePath = name === "chromium" ? chromiumPath() : firefoxPath();
  if (executablePath === null) throw new Error(`found no ${name}, expected it on the PATH`);
  if (name === "firefox")
    return puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  return puppeteer.launch({ executablePath, headless: true, args: chromiumFlags });
}

/** Whether `launch` finds this browser: for `describe.skipIf(!canLaunch("firefox"))`. */
export function canLaunch(name: BrowserName): boolean {
  return (name === "chromium" ? chromiumPath() : firefoxPath()) !== null;
}
