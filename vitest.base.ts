import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { playwright } from "@vitest/browser-playwright";
import {
  defineConfig,
  type TestProjectConfiguration,
  type ViteUserConfig,
  type ViteUserConfigFnPromise,
} from "vitest/config";
import type { InlineConfig } from "vitest/node";
import { type Chromium, findChromium, noChromium } from "./scripts/chromium.ts";
import { examplesOf, sourcesIn } from "./scripts/doc-examples/extract.ts";
import { exampleModules } from "./scripts/doc-examples/modules.ts";

/** What a package may ask of its test run. */
export interface TestOptions {
  /** Check after every test that it left no tensor behind. For packages that depend on `tensor`. Default: false. */
  leakGuard?: boolean;
  /** Longest time of one test in milliseconds. Default: 10000. */
  testTimeout?: number;
  /** The files and folders whose examples are run. Default: README.md and src. */
  examples?: string[];
}

declare module "vitest" {
  interface ProvidedContext {
    exampleFiles: string[];
  }
}

const conditions = ["@unroll/source"];
const fromSources = {
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
};
const leakGuard = fromHere("./packages/tensor/test/leak-guard.ts");

/**
 * The configuration of the tests of the package in `folder`, which run against the sources: test/ and the examples of
 * its docs in Node, and with `--mode browser` test-browser/ in Chromium.
 */
export function packageTests(folder: string, options: TestOptions = {}): ViteUserConfigFnPromise {
  return defineConfig(({ mode }) => (mode === "browser" ? browserTests(folder, options) : nodeTests(folder, options)));
}

async function nodeTests(folder: string, options: TestOptions): Promise<ViteUserConfig> {
  const runner: Pick<InlineConfig, "pool" | "execArgv" | "testTimeout"> = {
    pool: "forks",
    execArgv: ["--expose-gc"],
    testTimeout: options.testTimeout ?? 10_000,
  };
  const projects: TestProjectConfiguration[] = [
    {
      ...fromSources,
      test: {
        ...runner,
        name: "test",
        include: ["test/**/*.test.ts"],
        setupFiles: options.leakGuard ? [leakGuard] : [],
      },
    },
  ];
  const exampleFiles = (options.examples ?? ["README.md", "src"]).flatMap((path) =>
    path.endsWith(".md") ? resolve(folder, path) : sourcesIn(resolve(folder, path)),
  );
  if (examplesOf(exampleFiles).length > 0) {
    projects.push({
      ...fromSources,
      plugins: [exampleModules(folder)],
      test: {
        ...runner,
        name: "examples",
        include: [fromHere("./scripts/doc-examples/examples.test.ts")],
        provide: { exampleFiles },
      },
    });
  }
  return { test: { projects, passWithNoTests: true } };
}

/**
 * The configuration of tests in test-browser/ that run in Node and drive a Chromium from outside, as a reader would;
 * `options` is what they ask of vitest.
 */
export async function testsFromOutside(options: InlineConfig): Promise<ViteUserConfig> {
  if ((await chromiumForTests()) === undefined) return nothing;
  return { ...fromSources, test: { include: ["test-browser/**/*.test.ts"], ...options } };
}

const nothing: ViteUserConfig = { test: { include: [], passWithNoTests: true } };

/** Finds a Chromium, or says that there is none; in CI that is an error. */
async function chromiumForTests(): Promise<Chromium | undefined> {
  const chromium = await findChromium();
  if (chromium === undefined) {
    if (process.env.CI === "true") throw new Error(`The browser tests cannot run: ${noChromium}.`);
    console.warn(`SKIPPED the browser tests: ${noChromium}.`);
  }
  return chromium;
}

async function browserTests(folder: string, options: TestOptions): Promise<ViteUserConfig> {
  if (!existsSync(join(folder, "test-browser"))) return nothing;
  const chromium = await chromiumForTests();
  if (chromium === undefined) return nothing;
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

function fromHere(path: string): string {
  return fileURLToPath(new URL(path, import.meta.url));
}
