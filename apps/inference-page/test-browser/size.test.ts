import { basename } from "node:path";
import { type Browser, chromium, type Response } from "playwright";
import { type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { findChromium } from "../../../scripts/chromium.ts";
import { IDS, run } from "../src/model.ts";
import { buildPage, checkpoint, type Download, LIMIT, weigh } from "../test/built-page.ts";

let server: PreviewServer;
let browser: Browser;

beforeAll(async () => {
  const outDir = await buildPage("browser");
  server = await preview({ logLevel: "error", build: { outDir }, preview: { port: 5473 } });
  browser = await chromium.launch({ ...(await findChromium()), headless: true });
});

afterAll(async () => {
  await browser.close();
  await server.close();
});

it(`runs in Chromium in less than ${LIMIT} bytes, gzipped`, async () => {
  const page = await browser.newPage();
  const responses: Response[] = [];
  page.on("response", (response) => responses.push(response));
  await page.goto(server.resolvedUrls?.local[0] ?? "");
  // Not merely text: the page has white space before it has logits.
  await page.waitForFunction(() => document.body?.textContent?.endsWith("]"));

  const logits = JSON.parse((await page.textContent("body")) ?? "") as number[];
  const expected = run(checkpoint(), IDS);
  expect(logits).toHaveLength(expected.length);
  for (const [i, logit] of logits.entries()) expect(logit).toBeCloseTo(expected[i] as number, 5);

  const counted = responses.filter((response) => !/\/$|\.safetensors$|^data:/.test(response.url()));
  const downloads = counted.map(
    async (response): Promise<Download> => ({
      name: basename(response.url()),
      bytes: await response.body(),
    }),
  );
  console.log(weigh(await Promise.all(downloads)));
});
