import { defineConfig } from "tsup";

/** The one way in which a published package is built: ESM, ES2022, with declarations and source maps. */
export function libraryBuild(options: { entry?: string[]; external?: string[] } = {}): ReturnType<typeof defineConfig> {
  return defineConfig({
    entry: options.entry ?? ["src/index.ts"],
    format: ["esm"],
    target: "es2022",
    platform: "neutral",
    external: [/^node:/, ...(options.external ?? [])],
    dts: true,
    sourcemap: true,
    clean: true,
    silent: true,
  });
}
