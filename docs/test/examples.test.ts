import { readdirSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { type Example, examplesOf, sourcesIn } from "../../scripts/doc-examples/extract.ts";

const docs = resolve(import.meta.dirname, "..");
const root = resolve(docs, "..");

// That they run is tested with the package that they stand in; types need one look at all of them.
test("every example passes the type checker", { timeout: 120_000 }, () => {
  const packages = readdirSync(join(root, "packages")).map((name) => join(root, "packages", name));
  const files = packages.flatMap((folder) => [join(folder, "README.md"), ...sourcesIn(join(folder, "src"))]);
  const guide = [join(root, "README.md"), ...sourcesIn(join(docs, "guide"))];
  const modules = new Map<string, Example>();
  for (const example of examplesOf([...files, ...guide])) {
    // The README at the top sees the packages that the docs see.
    const folder = dirname(example.file) === root ? docs : dirname(example.file);
    modules.set(join(folder, `${basename(example.file)}.${example.line}.example.ts`), example);
  }
  expect(problemsIn(modules)).toEqual([]);
});

function problemsIn(modules: Map<string, Example>): string[] {
  const base = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile).config;
  const { options } = ts.parseJsonConfigFileContent({ ...base, files: [] }, ts.sys, root);
  Object.assign(options, {
    moduleDetection: ts.ModuleDetectionKind.Force,
    isolatedDeclarations: false,
    declaration: false,
  });
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => modules.has(name) || fileExists(name);
  host.readFile = (name) => modules.get(name)?.code ?? readFile(name);
  host.getSourceFile = (name, version, ...rest) => {
    const example = modules.get(name);
    return example ? ts.createSourceFile(name, example.code, version) : getSourceFile(name, version, ...rest);
  };
  const program = ts.createProgram([...modules.keys()], options, host);
  return [...modules].flatMap(([name, example]) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ start = 0, messageText }) => {
      const line = (source?.getLineAndCharacterOfPosition(start).line ?? 0) + 1;
      return `${relative(root, example.file)}:${line}: ${ts.flattenDiagnosticMessageText(messageText, " ")}`;
    });
  });
}
