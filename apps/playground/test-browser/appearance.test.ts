import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { BrowserContextOptions, Page } from "playwright";
import { expect, test } from "vitest";
import { openApp, train, waitForStep } from "./app.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What the accessibility checker finds wrong, one line each. */
async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 120)}`));
  });
}

const trained = ["language-models", "window-model", "vanishing-gradients"];
const walked = ["unrolling"];
const inEach = <Value>(chapters: readonly string[], values: readonly Value[]): [string, Value][] =>
  chapters.flatMap((chapter) => values.map((value): [string, Value] => [chapter, value]));

/** Opens a chapter and waits until it can be used. */
async function openChapter(chapter: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await openApp({ ...options, hash: `#/${chapter}` });
  await page.locator("main .button-main").first().waitFor();
  return page;
}

test.each(inEach(trained, ["light", "dark"] as const))(
  "%s in %s is accessible, idle and in training",
  async (chapter, colorScheme) => {
    const page = await openChapter(chapter, { colorScheme });
    expect(await accessibilityProblems(page)).toEqual([]);
    await train(page);
    await waitForStep(page, 2);
    expect(await accessibilityProblems(page)).toEqual([]);
  },
);

test.each(inEach(walked, ["light", "dark"] as const))(
  "%s in %s is accessible, at its ends",
  async (chapter, colorScheme) => {
    const page = await openChapter(chapter, { colorScheme, viewport: { width: 390, height: 800 } });
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.getByRole("slider").first().press("End");
    expect(await accessibilityProblems(page)).toEqual([]);
  },
);

test.each([...trained, ...walked])("nothing in %s is wider than the screen", async (chapter) => {
  const page = await openChapter(chapter);
  for (const width of [1920, 1280, 1024, 768, 390, 360]) {
    await page.setViewportSize({ width, height: 800 });
    const excess = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(excess, `at ${width} pixels`).toBeLessThanOrEqual(0);
  }
});

test.each(inEach(trained, [390, 1280]))(
  "nothing in %s moves while it trains, on a screen of %d",
  async (chapter, width) => {
    const page = await openApp({ viewport: { width, height: 800 }, hash: `#/${chapter}` });
    await page.evaluate(() => {
      const record = globalThis as unknown as { shifts: string[] };
      record.shifts = [];
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & {
          value: number;
          sources: { node: Element | null }[];
        })[]) {
          const moved = entry.sources.map(({ node }) => node?.className || node?.nodeName).join(", ");
          // A right-aligned figure that gets another digit counts as moved, too, by a ten-thousandth.
          if (entry.value >= 0.001) record.shifts.push(`${entry.value.toFixed(4)}: ${moved}`);
        }
      }).observe({ type: "layout-shift", buffered: true });
    });
    await train(page);
    await waitForStep(page, 30);
    expect(await page.evaluate(() => (globalThis as unknown as { shifts: string[] }).shifts)).toEqual([]);
  },
);

test("colours follow the system until one is chosen, and the choice is kept", async () => {
  const page = await openApp({ colorScheme: "dark" });
  const ground = (): Promise<string> => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.getByRole("button", { name: "Light colours" }).waitFor();
  const dark = await ground();
  await page.emulateMedia({ colorScheme: "light" });
  await page.getByRole("button", { name: "Dark colours" }).waitFor();
  const light = await ground();
  expect(light).not.toBe(dark);
  await page.getByRole("button", { name: "Dark colours" }).click();
  await expect.poll(ground).toBe(dark);
  await page.reload();
  await expect.poll(ground).toBe(dark);
});

test("less motion is respected", async () => {
  const page = await openApp({ reducedMotion: "reduce" });
  const transition = await page.evaluate(() => getComputedStyle(document.querySelector(".progress-roll")!).transition);
  expect(transition).toBe("none");
});

test("the contents lead to the sections", async () => {
  const page = await openApp({ viewport: { width: 1280, height: 500 } });
  await page.getByRole("navigation").getByRole("link", { name: "The numbers" }).click();
  const top = (): Promise<number> =>
    page
      .getByRole("heading", { name: "What the numbers say" })
      .evaluate((heading) => heading.getBoundingClientRect().top);
  await expect.poll(top).toBeLessThan(100);
  expect(await top()).toBeGreaterThanOrEqual(0);
});
