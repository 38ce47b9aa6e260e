import { type BrowserName, canLaunch, launch } from "./launch-browser.js";
import { launchWebKit } from "./launch-webkit.js";
import { webkitPrograms } from "./programs.mjs";

/** The three browser engines. */
export const ENGINES = ["chromium", "firefox", "webkit"] as const;
export type Engine = (typeof ENGINES)[number];

/** Whether this engine is here: for `it.skipIf(!canOpen("webkit"))`. */
export function canOpen(engine: Engine): boolean {
  return engine === "webkit" ? webkitPrograms() !== null : canLaunch(engine);
}

interface OpenPage {
  evaluate(expression: string): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Opens a page in a browser of its own, waits until its script has set a global, and returns that.
 *
 * @param options.name - of the global; its value must be plain JSON
 * @throws Error when it is not set in time, with what the page's own `globalThis.failure` says
 */
export async function pageGlobal(
  engine: Engine,
  url: string,
  { name, timeoutMs = 120_000 }: { name: string; timeoutMs?: number },
): Promise<unknown> {
  const page = await (engine === "webkit" ? openWebKit(url) : openOther(engine, url));
  try {
    for (const until = Date.now() + timeoutMs; Date.now() < until; ) {
      const told = (await page.evaluate(
        `JSON.stringify({ value: globalThis.${name}, failure: globalThis.failure })`,
      )) as string;
      const { value, failure } = JSON.parse(told) as { value?: unknown; failure?: string };
      if (failure !== undefined) throw new Error(`the page in ${engine} failed: ${failure}`);
      if (value !== undefined) return value;
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`the page in ${engine} did not set ${name} within ${timeoutMs} ms`);
  } finally {
    await page.close();
  }
}

async function openWebKit(url: string): Promise<OpenPage> {
  const page = await launchWebKit();
  await page.goto(url);
  return page;
}

async function openOther(engine: BrowserName, url: string): Promise<OpenPage> {
  const browser = await launch(engine);
  const page = await browser.newPage();
  await page.goto(url);
  return { evaluate: (expression) => page.evaluate(expression), close: () => browser.close() };
}
