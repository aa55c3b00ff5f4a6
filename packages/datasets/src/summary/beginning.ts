import type { TextSource } from "../readers/lines.ts";

/** So many bytes or characters are enough to guess by. */
const enough = 65_536;

/** The beginning of a text, and the whole of it to read, once, if it comes in pieces. */
export async function beginningOf(source: TextSource): Promise<{ beginning: string; whole: TextSource }> {
  if (typeof source === "string") return { beginning: source.slice(0, enough), whole: source };
  if (source instanceof Uint8Array) return { beginning: decode(source.subarray(0, enough)), whole: source };
  const pieces = Symbol.asyncIterator in source ? source[Symbol.asyncIterator]() : source[Symbol.iterator]();
  const read: (string | Uint8Array)[] = [];
  for (let size = 0; size < enough; ) {
    const next = await pieces.next();
    if (next.done === true) break;
    read.push(next.value);
    size += next.value.length;
  }
  async function* whole(): AsyncGenerator<string | Uint8Array, void, undefined> {
    try {
      yield* read;
      for (let next = await pieces.next(); next.done !== true; next = await pieces.next()) yield next.value;
    } finally {
      await pieces.return?.();
    }
  }
  const decoder = new TextDecoder();
  const beginning = read.map((piece) => (typeof piece === "string" ? piece : decoder.decode(piece, { stream: true })));
  return { beginning: beginning.join("").slice(0, enough), whole: whole() };
}

function decode(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes, { stream: true });
}
