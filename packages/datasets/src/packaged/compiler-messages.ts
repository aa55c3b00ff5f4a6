import type { ExampleCorpus } from "../corpus.ts";
import type { TextPair } from "../text-pair.ts";
import { fromPackage, type NpmPackage, notInBundle } from "./npm-package.ts";

/** What {@link compilerMessages} may be given. */
export interface CompilerMessagesOptions {
  /**
   * Imports the compiler and its French messages where there is no Node; they are 9 MB, which no bundle should get unasked:
   * `() => Promise.all([import("typescript"), import("typescript/lib/fr/diagnosticMessages.generated.json")])`. Default: in Node,
   * from the package.
   */
  load?: () => Promise<readonly [compiler: { readonly default: unknown }, french: { readonly default: unknown }]>;
}

const typescript: NpmPackage = { asker: "compilerMessages", name: "typescript", version: "6.0.3" };

/**
 * What the TypeScript compiler says, in English and in French: 2,122 pairs, with `{0}` where a name goes. Messages that are the same in
 * both languages are left out.
 *
 * They come from the npm package `typescript` (version 7 no longer ships them), which is not installed with this one.
 *
 * @param options - See {@link CompilerMessagesOptions}.
 * @throws CorpusError ("not-installed") if the package is not there, or has no French messages.
 *
 * @example
 * ```ts
 * import { compilerMessages } from "@unroll/datasets";
 *
 * const { examples, licence } = await compilerMessages();
 * examples[0]; // => { source: "Unterminated string literal.", target: "Littéral de chaîne inachevé." }
 * licence; // => "Apache-2.0"
 * ```
 */
export async function compilerMessages(options: CompilerMessagesOptions = {}): Promise<ExampleCorpus<TextPair>> {
  const { load } = options;
  const examples = await fromPackage(
    typescript,
    async () => {
      const [compiler, french] = await (load === undefined ? notInBundle(typescript) : load());
      return pairs(compiler.default, french.default);
    },
    load === undefined
      ? async (file) => {
          const french: unknown = JSON.parse(await file("lib/fr/diagnosticMessages.generated.json"));
          // By a name that bundlers do not follow.
          const name = typescript.name;
          const compiler = (await import(/* @vite-ignore */ name)) as { default: unknown };
          return pairs(compiler.default, french);
        }
      : undefined,
  );
  return {
    name: "messages of the TypeScript compiler",
    examples,
    licence: "Apache-2.0",
    source: "npm: typescript, its messages and lib/fr; Microsoft",
  };
}

/** The compiler has its own messages in a table that its declarations do not show; the French ones go by the same keys. */
function pairs(compiler: unknown, french: unknown): TextPair[] {
  const { Diagnostics: english } = compiler as { Diagnostics: Record<string, { key: string; message: string }> };
  const translations = new Map(Object.entries(french as Record<string, string>));
  return Object.values(english)
    .map(({ key, message }) => ({ source: message, target: translations.get(key) ?? message }))
    .filter(({ source, target }) => source !== target);
}
