import { defaultClientConditions, defineConfig } from "vite";

// Of the conditions, @unroll/inference is what makes the page small; @unroll/source is for this repository alone.
export default defineConfig({
  base: "./",
  resolve: { conditions: ["@unroll/inference", "@unroll/source", ...defaultClientConditions] },
});
