import { defineConfig } from "vite";

// Shared memory, and so threads, exist only in a cross-origin isolated page.
const headers = { "Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp" };

export default defineConfig({
  base: "./",
  resolve: { conditions: ["@unroll/source", "module", "browser", "development|production"] },
  server: { port: 5173, headers },
  preview: { port: 5173, headers },
  worker: { format: "es" },
  build: { target: "es2022" },
});
