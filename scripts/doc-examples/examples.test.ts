/** Runs the examples in the doc comments and Markdown files of one package. vitest.base.ts names the files. */
import { relative } from "node:path";
import { inject, test } from "vitest";
import { examplesOf } from "./extract.ts";
import { moduleId } from "./modules.ts";

for (const example of examplesOf(inject("exampleFiles"))) {
  test(`${relative(process.cwd(), example.file)}:${example.line}`, async () => {
    await import(/* @vite-ignore */ moduleId(example));
  });
}
