/** Makes every example a module of its own, which vitest can import by the file and line where the example stands. */
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { hooks, rewriteClaims } from "./claims.ts";
import { type Example, examplesIn } from "./extract.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const checks = fileURLToPath(new URL("./claims.ts", import.meta.url));

/** The module id of an example. */
export function moduleId({ file, line }: Pick<Example, "file" | "line">): string {
  return `${file}?example=${line}&lang.ts`;
}

/** The vite plugin that loads such ids, for a package whose folder is `folder`. */
export function exampleModules(folder: string): Plugin {
  return {
    name: "unroll:doc-examples",
    enforce: "pre",
    async resolveId(id, importer) {
      if (id.includes("?example=")) return id;
      // An example sees what its package sees; the README at the top of the repository sees what the docs see.
      if (id.startsWith("@unroll/") && importer?.includes("?example=")) {
        return this.resolve(id, join(folder, "package.json"), { skipSelf: true });
      }
      return undefined;
    },
    load(id) {
      const [, file, line] = /^(.*)\?example=(\d+)/.exec(id) ?? [];
      if (file === undefined) return undefined;
      const example = examplesIn(file, readFileSync(file, "utf8")).find((each) => each.line === Number(line));
      if (example === undefined) throw new Error(`${id}: there is no example here`);
      const name = relative(root, file);
      const code = rewriteClaims(example.code, name);
      // The first line is empty in every example: a fence stands above the code.
      return `import { checksFor } from ${JSON.stringify(checks)}; const ${hooks} = checksFor(${JSON.stringify(name)});${code}`;
    },
  };
}
