import type { Locator, Page } from "playwright";
import { expect, test } from "vitest";
import { openApp, stepOf, text, train, waitForStep } from "./app.ts";

const hash = "#/vanishing-gradients";
const card = (page: Page, name: string): Locator => page.getByRole("article", { name, exact: true });

/** The share of right answers of a network, in percent. */
async function accuracy(page: Page, name: string): Promise<number> {
  const value = card(page, name).locator(".readout", { hasText: "Right answers" }).locator(".readout-value");
  return Number.parseFloat(await text(value));
}

/** How much of the gradient at the last letter reaches the first. */
async function reach(page: Page, name: string): Promise<number> {
  const value = card(page, name).locator(".readout", { hasText: "Reaches" }).locator(".readout-value");
  const [digits = "", power = "10⁰"] = (await text(value)).replaceAll(",", "").split(" × ");
  const exponent = [...power.slice(2)].map((sign) => ("⁰¹²³⁴⁵⁶⁷⁸⁹".includes(sign) ? "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign) : "-"));
  return Number(digits) * 10 ** Number(exponent.join(""));
}

/** How many different colours a chart is painted with. */
function coloursOf(chart: Locator): Promise<number> {
  return chart.locator("canvas").evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
    return new Set(new Uint32Array(pixels.buffer)).size;
  });
}

test("GRU and LSTM learn in the page, the RNN does not, and the gradients show why", async () => {
  const page = await openApp({ hash });
  // Before the first step.
  await expect.poll(() => reach(page, "GRU")).toBeGreaterThan(0.1);
  expect(await reach(page, "LSTM")).toBeGreaterThan(0.1);
  expect(await reach(page, "RNN")).toBeLessThan(1e-4);
  expect(await stepOf(page)).toBe(0);
  const charts = page.locator(".experiment .chart-box");
  expect(await charts.count()).toBe(4);
  for (const chart of await charts.all()) expect(await coloursOf(chart)).toBeGreaterThan(4);

  await train(page);
  // Who guesses is right in 12.5%.
  await expect.poll(() => accuracy(page, "GRU"), { timeout: 200_000 }).toBeGreaterThan(60);
  expect(await accuracy(page, "LSTM")).toBeGreaterThan(60);
  expect(await accuracy(page, "RNN")).toBeLessThan(20);
  expect(await reach(page, "GRU")).toBeGreaterThan(1);
  expect(await reach(page, "RNN")).toBeLessThan(1e-2);
  await expect
    .poll(() => page.getByRole("img", { name: /^Gradient of the GRU/ }).getAttribute("aria-label"))
    .toMatch(/arrives at the first; before the first step of training it was 0\.\d+\.$/);

  // Pause: no step more.
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Continue" }).waitFor();
  const paused = await stepOf(page);
  await page.waitForTimeout(700);
  expect(await stepOf(page)).toBe(paused);

  // A reset: fresh networks wait.
  await page.getByRole("button", { name: "Reset" }).click();
  await page.getByRole("button", { name: "Train", exact: true }).waitFor();
  expect(await stepOf(page)).toBe(0);
  expect(await accuracy(page, "GRU")).toBeLessThan(20);
});

test("what is chosen begins anew and can be seen at once", async () => {
  const page = await openApp({ hash });
  await expect.poll(() => reach(page, "LSTM")).toBeGreaterThan(0.1);
  await train(page);
  await waitForStep(page, 10);

  // With the keyboard: gates half open.
  await page.getByRole("radio", { name: "open", exact: true }).focus();
  await page.keyboard.press("ArrowRight");
  expect(await page.getByRole("radio", { name: "half open" }).isChecked()).toBe(true);
  await page.getByRole("button", { name: "Train", exact: true }).waitFor();
  await expect.poll(() => reach(page, "LSTM")).toBeLessThan(1e-4);
  expect(await reach(page, "GRU")).toBeLessThan(1e-4);
  expect(await stepOf(page)).toBe(0);

  await page.getByRole("radio", { name: "identity" }).check();
  await expect.poll(() => reach(page, "RNN")).toBeGreaterThan(0.1);

  await page.getByRole("radio", { name: "5", exact: true }).check();
  await page.getByText("Each network reads 6 letters").waitFor();
  await expect
    .poll(() => page.getByRole("img", { name: /^An example/ }).getAttribute("aria-label"))
    .toMatch(/^An example: (\w)( \w){5}\. The answer: \1\.$/);

  await page.getByRole("slider", { name: "If every factor were" }).fill("0.5");
  await expect.poll(() => text(page.locator(".chain-left"))).toContain("9.5 × 10⁻⁷");
});
