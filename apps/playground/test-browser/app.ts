/** The app in a real Chromium, for the tests. */
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright";
import { afterAll, afterEach, beforeAll, expect, inject } from "vitest";
import { findChromium } from "../../../scripts/chromium.ts";

let browser: Browser;
let faults: string[] = [];

beforeAll(async () => {
  browser = await chromium.launch({ ...(await findChromium()), headless: true });
});

afterAll(() => browser.close());

afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  const found = faults;
  faults = [];
  expect(found).toEqual([]);
});

/** Opens the app. Errors of the page and requests to other hosts make the test fail. */
export async function openApp(options: BrowserContextOptions & { hash?: string } = {}): Promise<Page> {
  const { hash = "", ...contextOptions } = options;
  const appUrl = inject("appUrl");
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...contextOptions });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on("pageerror", ({ message }) => faults.push(`error: ${message}`));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("request", (request) => {
    if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(appUrl)) {
      faults.push(`request to another host: ${request.url()}`);
    }
  });
  await page.goto(appUrl + hash);
  return page;
}

/** Presses Train when the book is open. */
export async function train(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Train", exact: true }).click();
}

/** The steps done, as the progress bar tells. */
export async function stepOf(page: Page): Promise<number> {
  const text = await page.getByRole("progressbar").getAttribute("aria-valuetext");
  return Number(/^Step ([\d,]+)/.exec(text ?? "")?.[1]?.replaceAll(",", "") ?? 0);
}

/** Waits until so many steps are done. */
export async function waitForStep(page: Page, step: number): Promise<void> {
  await expect.poll(() => stepOf(page), { timeout: 200_000, interval: 100 }).toBeGreaterThanOrEqual(step);
}

/** The text of an element. */
export async function text(locator: Locator): Promise<string> {
  return (await locator.textContent()) ?? "";
}

/** The figure that stands under a name. */
export async function readout(page: Page, name: string): Promise<number> {
  const value = page.locator(".readout", { hasText: name }).locator(".readout-value");
  return Number((await text(value)).replaceAll(",", ""));
}
