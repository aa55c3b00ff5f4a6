import { defineConfig, type ViteUserConfig } from "vitest/config";
import { findChromium, noChromium } from "../../scripts/chromium.ts";
import { packageTests } from "../../vitest.base.ts";

export default defineConfig((environment) =>
  environment.mode === "browser" ? appTests() : packageTests(import.meta.dirname, { testTimeout: 30_000 })(environment),
);

/** The built app in a Chromium that the tests drive from outside, as a reader would. */
async function appTests(): Promise<ViteUserConfig> {
  if ((await findChromium()) === undefined) {
    if (process.env.CI === "true") throw new Error(`The browser tests cannot run: ${noChromium}.`);
    console.warn(`SKIPPED the browser tests: ${noChromium}.`);
    return { test: { include: [], passWithNoTests: true } };
  }
  return {
    test: {
      include: ["test-browser/**/*.test.ts"],
      globalSetup: ["test-browser/serve-app.ts"],
      // It trains: on a machine that has other things to do, that takes a while.
      testTimeout: 240_000,
      hookTimeout: 60_000,
      expect: { poll: { timeout: 30_000 } },
      fileParallelism: false,
    },
  };
}
