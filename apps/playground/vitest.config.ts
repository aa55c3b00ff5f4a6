import { defineConfig } from "vitest/config";
import { packageTests, testsFromOutside } from "../../vitest.base.ts";

export default defineConfig((environment) =>
  environment.mode === "browser"
    ? testsFromOutside({
        globalSetup: ["test-browser/serve-app.ts"],
        // It trains: on a machine that has other things to do, that takes a while.
        testTimeout: 240_000,
        hookTimeout: 60_000,
        expect: { poll: { timeout: 30_000 } },
        fileParallelism: false,
      })
    : packageTests(import.meta.dirname, { testTimeout: 30_000 })(environment),
);
