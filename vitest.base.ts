import { fileURLToPath } from "node:url";
import { defineConfig, type ViteUserConfig } from "vitest/config";

const conditions = ["@unroll/source"];

/** What a package may ask of its test run. */
export interface TestOptions {
  /** Check after every test that it left no tensor behind. For packages that depend on `tensor`. Default: false. */
  leakGuard?: boolean;
  /** Longest time of one test in milliseconds. Default: 10000. */
  testTimeout?: number;
}

/** The configuration of a package's tests in Node: the files `test/*.test.ts`, against the sources. */
export function packageTests(options: TestOptions = {}): ViteUserConfig {
  const setupFiles = options.leakGuard
    ? [fileURLToPath(new URL("./packages/tensor/test/leak-guard.ts", import.meta.url))]
    : [];
  return defineConfig({
    resolve: { conditions },
    ssr: { resolve: { conditions, externalConditions: conditions } },
    test: {
      include: ["test/**/*.test.ts"],
      passWithNoTests: true,
      setupFiles,
      pool: "forks",
      execArgv: ["--expose-gc"],
      testTimeout: options.testTimeout ?? 10_000,
    },
  });
}
