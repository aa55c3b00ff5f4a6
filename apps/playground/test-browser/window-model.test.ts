import { expect, test } from "vitest";
import { openApp, readout, stepOf, text, train, waitForStep } from "./app.ts";

const hash = "#/window-model";

test("a window model learns, its map moves, and the window slides", async () => {
  const page = await openApp({ hash });
  const map = page.locator(".map svg");
  await expect.poll(() => map.locator("text").count()).toBeGreaterThan(50);
  const [fresh, before] = [await readout(page, "Held-out loss"), await map.innerHTML()];
  await train(page);
  await waitForStep(page, 90);
  // Counting single letters stays above 3.1.
  await expect.poll(() => readout(page, "Held-out loss")).toBeLessThan(3);
  expect(fresh).toBeGreaterThan(4);
  expect(await map.innerHTML()).not.toBe(before);
  await page.getByRole("button", { name: "Pause" }).click();
  await page.getByRole("button", { name: "Continue" }).waitFor();

  const slider = page.getByRole("slider", { name: "Slide the window" });
  const seen = await text(page.locator(".window-next"));
  expect(await page.locator(".window-seen").count()).toBe(3);
  await slider.press("Home");
  expect(await page.locator(".window-seen").count()).toBe(1);
  await slider.press("End");
  expect(await page.locator(".window-seen").count()).toBe(3);
  expect(seen.length).toBe(1);
  expect(await page.locator(".next-tokens li").count()).toBe(8);
});

test("words, another window and a text of one's own begin anew", async () => {
  const page = await openApp({ hash });
  await page.getByText("It reads Moby Dick; paste another text").click();
  await page.getByRole("textbox", { name: "Text" }).fill("too short");
  await page.getByRole("button", { name: "Read this text" }).click();
  await expect.poll(() => text(page.getByRole("alert"))).toContain("paste at least 500 characters");
  await page.getByRole("textbox", { name: "Text" }).fill("the sea is the sea and the ship sails on. ".repeat(120));
  await page.getByRole("button", { name: "Read this text" }).click();
  await page.getByText("for 13 characters").waitFor();
  await page.getByRole("radio", { name: "words" }).check();
  await page.getByText("nats per word").waitFor();
  await page.getByRole("radio", { name: "5", exact: true }).check();
  await expect.poll(() => page.locator(".window-vectors > div").count()).toBe(5);
  await train(page);
  await waitForStep(page, 30);
  expect(await stepOf(page)).toBeGreaterThan(0);
});
