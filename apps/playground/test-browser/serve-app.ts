/** Builds the app beside its `dist`, which another task may be writing, and serves it to the tests. */
import { join, resolve } from "node:path";
import { build, preview } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    appUrl: string;
  }
}

const root = resolve(import.meta.dirname, "..");

export default async function serveApp(project: TestProject): Promise<() => Promise<void>> {
  const outDir = join(root, "node_modules", ".cache", "test-browser");
  await build({ root, logLevel: "error", build: { outDir, emptyOutDir: true } });
  const server = await preview({ root, logLevel: "error", build: { outDir }, preview: { port: 5373 } });
  project.provide("appUrl", server.resolvedUrls?.local[0] ?? "");
  return () => server.close();
}
