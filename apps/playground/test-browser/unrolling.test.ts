import type { Locator, Page } from "playwright";
import { expect, test } from "vitest";
import { openApp, readout, text } from "./app.ts";

const hash = "#/unrolling";
const heading = (page: Page): Locator => page.locator(".step-title");
const picture = (page: Page): Promise<string> => text(page.locator(".unrolling-picture svg"));

/** The numbers that a matrix shows. */
async function numbers(page: Page, label: string): Promise<number[]> {
  const name = (await page.getByRole("img", { name: label }).getAttribute("aria-label")) ?? "";
  return name
    .slice(name.lastIndexOf(":") + 1)
    .replaceAll("−", "-")
    .split(/[,;]/)
    .map(Number);
}

test("a text is walked forward and back, and every gradient agrees with its central differences", async () => {
  const page = await openApp({ hash });
  await expect.poll(() => text(heading(page))).toBe("Step 1, forward: it reads “h” and should say “e”");
  expect(await picture(page)).toContain("?");

  // To the end with the button.
  const step = page.getByRole("button", { name: "Step" });
  for (let t = 2; t <= 4; t++) await step.click();
  expect(await text(heading(page))).toBe("Step 4, forward: it reads “l” and should say “o”");
  expect(await picture(page)).not.toContain("?");
  const y = await numbers(page, "y of 4:");
  expect(y.reduce((sum, value) => sum + value)).toBeCloseTo(1, 3);

  // And back with the keyboard.
  const slider = page.getByRole("slider", { name: "Moment of the walk" });
  await slider.press("ArrowRight");
  await slider.press("ArrowRight");
  expect(await text(heading(page))).toBe("Step 3, backward: what the loss says about it");
  for (const label of ["dL by dh of 3", "dL by da of 3", "share of step 3 of dL by dW hh"]) {
    const found = await numbers(page, `${label}, by backpropagation`);
    expect(found).toEqual(await numbers(page, `${label}, by central differences`));
    expect(found.some((value) => value !== 0)).toBe(true);
  }
  const differences = await page.locator(".quantity-difference .quantity-number").allTextContents();
  expect(differences.length).toBeGreaterThan(4);
  for (const difference of differences) expect(difference).toMatch(/^(0|\d\.\d × 10⁻(⁹|¹\d|¹[⁰¹²³⁴⁵⁶⁷⁸⁹]))$/);
  await page.getByRole("button", { name: "Back" }).click();
  expect(await text(heading(page))).toBe("Step 4, backward: what the loss says about it");
});

test("text, units and what is fed can be changed", async () => {
  const page = await openApp({ hash });
  const field = page.getByRole("textbox", { name: "Text" });
  await field.fill("ab c");
  await page.getByRole("radio", { name: "2", exact: true }).check();
  await expect.poll(() => numbers(page, "h of 1:")).toHaveLength(2);
  await expect.poll(() => text(heading(page))).toBe("Step 1, forward: it reads “a” and should say “b”");
  expect(await picture(page)).toContain("␣");
  await field.fill("x");
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  expect(await picture(page)).toContain("␣");

  await page.getByRole("radio", { name: "its own guess" }).check();
  await page.getByText("fed: its own guess").waitFor();
});

test("it learns the text and forgets it", async () => {
  const page = await openApp({ hash });
  await page.getByRole("button", { name: "Learn once" }).waitFor();
  const fresh = await readout(page, "Loss L");
  await page.getByRole("button", { name: "Learn once" }).click();
  await expect.poll(() => readout(page, "Steps of descent")).toBe(1);
  expect(await readout(page, "Loss L")).toBeLessThan(fresh);
  for (let i = 1; i <= 5; i++) await page.getByRole("button", { name: "20 times" }).click();
  await expect.poll(() => readout(page, "Steps of descent")).toBe(101);
  expect(await readout(page, "Loss L")).toBeLessThan(0.3 * fresh);
  await page.getByRole("radio", { name: "W xh" }).check();
  expect(await page.locator(".shares li").count()).toBe(4);
  await page.getByRole("button", { name: "Forget" }).click();
  await expect.poll(() => readout(page, "Loss L")).toBe(fresh);
});
