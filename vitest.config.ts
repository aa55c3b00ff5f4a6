import { defineConfig } from "vitest/config";

/** The tests of the repository's own scripts. Those of a package are run by its own configuration. */
export default defineConfig({
  test: { include: ["scripts/**/*.test.ts"], exclude: ["scripts/doc-examples/examples.test.ts"] },
});
