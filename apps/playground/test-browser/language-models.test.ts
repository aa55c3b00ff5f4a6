import { expect, test } from "vitest";
import { openApp, readout, stepOf, text, train, waitForStep } from "./app.ts";

test("a GRU learns Moby Dick in the page, stops, goes on, and writes", async () => {
  const page = await openApp();
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  const leaf = page.locator(".training .leaf");
  expect(await text(leaf)).toContain("Call me Ishmael.");

  await train(page);
  await waitForStep(page, 160);
  // Counting single letters stays above 3.1. Here it has been at 2.1.
  expect(await readout(page, "Held-out loss")).toBeLessThan(2.6);
  expect(await readout(page, "Speed")).toBeGreaterThan(0);
  const written = await text(leaf.locator(".leaf-text"));
  expect(written).toMatch(/^Call me/);
  expect(written.length).toBeGreaterThan(300);

  // Pause: no step more.
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Continue" }).waitFor();
  const paused = await stepOf(page);
  await page.waitForTimeout(700);
  expect(await stepOf(page)).toBe(paused);

  // The pages written so far can be read again.
  const newest = await text(leaf.locator(".leaf-heads"));
  await page.getByRole("slider", { name: "Page" }).press("Home");
  expect(await text(leaf.locator(".leaf-heads"))).toContain("Before the first step");
  await page.getByRole("slider", { name: "Page" }).press("End");
  expect(await text(leaf.locator(".leaf-heads"))).toBe(newest);

  // A temperature chosen now is that of the next page.
  expect(newest).toContain("temperature 0.6");
  await page.getByRole("slider", { name: "Temperature" }).press("Home");
  await page.getByRole("button", { name: "Continue" }).click();
  await leaf.getByText("temperature 0.2").waitFor();
  expect(await stepOf(page)).toBeGreaterThan(paused);

  // A beginning of the reader's own, in the middle of the training.
  await page.getByLabel("Beginning").fill("The white whale");
  await page.getByRole("button", { name: "Write", exact: true }).click();
  await page.getByText("400 characters, the last of them at temperature 0.2.").waitFor();
  const passage = page.locator(".writing .leaf-text");
  await expect.poll(async () => (await text(passage)).length).toBeGreaterThan(350);
  expect(await text(passage)).toMatch(/^The white whale/);
  await page.getByRole("button", { name: "Write more" }).click();
  await page.getByText("800 characters").waitFor();
  await page.getByLabel("Beginning").fill("Über");
  await expect.poll(() => page.getByRole("button", { name: "Write", exact: true }).isEnabled()).toBe(true);
  await page.getByRole("button", { name: "Write", exact: true }).click();
  await page.getByText("The book never uses the character “Ü”, so the model does not know it.").waitFor();

  // Another model begins from nothing.
  const before = await stepOf(page);
  await page.getByRole("radio", { name: "Medium" }).check();
  await page.getByText("Restart to train the medium model.").waitFor();
  await page.getByRole("button", { name: "Restart" }).click();
  await page.getByText("Restart to train the medium model.").waitFor({ state: "detached" });
  expect(await stepOf(page)).toBeLessThan(before);
  await waitForStep(page, 1);
});

test("the keyboard alone trains a model", async () => {
  const page = await openApp();
  const button = page.getByRole("button", { name: "Train", exact: true });
  await expect.poll(() => button.isEnabled(), { timeout: 60_000 }).toBe(true);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.textContent)).toContain("Skip to the chapter");
  await page.keyboard.press("Enter");
  await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe("main");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Pause" }).waitFor();
  // The button keeps the focus when its name changes.
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe("Pause");
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "Continue" }).waitFor();
  await expect.poll(() => text(page.locator(".training [role=status]"))).toMatch(/^Paused at step \d+\.$/);
});

test("a worker that cannot be loaded is told in one sentence", async () => {
  const page = await openApp();
  await page.route(/trainer\.worker/, (route) => route.abort());
  await page.reload();
  await page.getByRole("alert").waitFor();
  expect(await text(page.getByRole("alert"))).toBe(
    "The training worker stopped, because its program could not be loaded; reload the page to try again.",
  );
});
