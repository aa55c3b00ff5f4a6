import { ByteReader } from "../byte-characters.ts";
import type { Decoder } from "./decoder.ts";

/** Byte characters back to bytes, and these, as UTF-8, to text; added tokens stay as they are. Bytes that are no text become U+FFFD. */
export function byteLevelDecoder(added: ReadonlySet<string>): Decoder {
  const reader = new ByteReader();
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  return (tokens) => {
    const texts: string[] = [];
    let bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length > 0) texts.push(utf8.decode(Uint8Array.from(bytes)));
      bytes = [];
    };
    for (const token of tokens) {
      if (added.has(token)) {
        flush();
        texts.push(token);
      } else for (const byte of reader.read(token)) bytes.push(byte);
    }
    flush();
    return texts;
  };
}
