import type { SimulationResponse } from "@cdp-whatif/core";
import type { Browser, Page } from "puppeteer-core";

/** The whole page of an embedding: exactly what the guide tells to paste. */
export const barePage = (src: string): string =>
  `<script type="module" src="cdp-elements.js"></script><cdp-whatif src="${src}"></cdp-whatif>`;

/** A tab with a what-if element, and what it complained about. */
export interface WhatifPage {
  readonly page: Page;
  readonly complaints: string[];
}

/** Opens an address in a new tab and listens to its console. */
export async function openPage(
  browser: Browser,
  url: string,
  { width = 1280 }: { width?: number } = {},
): Promise<WhatifPage> {
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    const isIcon = message.location()?.url?.endsWith("/favicon.ico") ?? false;
    if (message.type() === "error" && !isIcon) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await page.setViewport({ width, height: 900 });
  await page.goto(url);
  return { page, complaints };
}

/** Waits for an answer in full that satisfies `test` (a function's source on the result), and returns it. */
export async function resultThat(
  page: Page,
  test: (result: SimulationResponse) => boolean = () => true,
): Promise<SimulationResponse> {
  for (const until = Date.now() + 60_000; Date.now() < until; ) {
    const result = await page.evaluate(
      () => (document.querySelector("cdp-whatif") as { result?: unknown } | null)?.result ?? null,
    );
    if (result !== null && test(result as SimulationResponse)) return result as SimulationResponse;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error("no such result within 60 s");
}
