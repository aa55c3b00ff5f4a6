import type { ReaderOptions, TextSource } from "./lines.ts";
import { type Reader, reader } from "./reader.ts";

/**
 * The values of a text that has one in JSON on each line. Blank lines are passed over. What the values are is for you to check.
 *
 * @param source - See {@link TextSource}.
 * @param options - See {@link ReaderOptions}.
 * @throws CorpusError while it is read: "malformed" with the line if it is no JSON, and as {@link readLines}.
 *
 * @example
 * ```ts
 * import { readJsonl } from "@unroll/datasets";
 *
 * await readJsonl('{"text": "good"}\n[1, 2]\n').all(); // => [{ text: "good" }, [1, 2]]
 * ```
 */
export function readJsonl(source: TextSource, options: ReaderOptions = {}): Reader<unknown> {
  return reader("readJsonl", source, options, async function* (lines) {
    for await (const { text, number } of lines) {
      if (text.trim() === "") continue;
      let value: unknown;
      try {
        value = JSON.parse(text);
      } catch (cause) {
        throw lines.malformed(number, "must be a value in JSON", cause);
      }
      yield value;
    }
  });
}
