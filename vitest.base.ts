import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import { defineConfig, type ViteUserConfig, type ViteUserConfigFnPromise } from "vitest/config";
import { findChromium, noChromium } from "./scripts/chromium.ts";

/** What a package may ask of its test run. */
export interface TestOptions {
  /** Check after every test that it left no tensor behind. For packages that depend on `tensor`. Default: false. */
  leakGuard?: boolean;
  /** Longest time of one test in milliseconds. Default: 10000. */
  testTimeout?: number;
}

const conditions = ["@unroll/source"];
const leakGuard = fileURLToPath(new URL("./packages/tensor/test/leak-guard.ts", import.meta.url));

/**
 * The configuration of a package's tests, which run against the sources: test/ in Node, and with `--mode browser`
 * test-browser/ in Chromium.
 */
export function packageTests(options: TestOptions = {}): ViteUserConfigFnPromise {
  return defineConfig(({ mode }) => (mode === "browser" ? browserTests(options) : nodeTests(options)));
}

async function nodeTests(options: TestOptions): Promise<ViteUserConfig> {
  return {
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      include: ["test/**/*.test.ts"],
      passWithNoTests: true,
      setupFiles: options.leakGuard ? [leakGuard] : [],
      pool: "forks",
      execArgv: ["--expose-gc"],
      testTimeout: options.testTimeout ?? 10_000,
    },
  };
}

async function browserTests(options: TestOptions): Promise<ViteUserConfig> {
  if (!existsSync("test-browser")) return { test: { include: [], passWithNoTests: true } };
  const chromium = await findChromium();
  if (chromium === undefined) {
    if (process.env.CI === "true") throw new Error(`The browser tests cannot run: ${noChromium}.`);
    console.warn(`SKIPPED the browser tests: ${noChromium}.`);
    return { test: { include: [], passWithNoTests: true } };
  }
  return {
    resolve: { conditions: [...conditions, "module", "browser", "development|production"] },
    worker: { format: "es" },
    server: {
      headers: {
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Embedder-Policy": "require-corp",
      },
    },
    test: {
      include: ["test-browser/**/*.test.ts"],
      setupFiles: options.leakGuard ? [leakGuard] : [],
      testTimeout: options.testTimeout ?? 10_000,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: chromium }),
        instances: [{ browser: "chromium" }],
      },
    },
  };
}
