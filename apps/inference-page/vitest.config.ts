import { defineConfig } from "vitest/config";
import { packageTests, testsFromOutside } from "../../vitest.base.ts";

export default defineConfig((environment) =>
  environment.mode === "browser"
    ? testsFromOutside({ testTimeout: 60_000, hookTimeout: 60_000 })
    : packageTests(import.meta.dirname, { testTimeout: 60_000 })(environment),
);
