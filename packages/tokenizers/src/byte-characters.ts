// GPT-2's way to write any bytes as text: each byte has a character that can be seen. The bytes of printable Latin-1 are their
// own characters, the others, in order, the characters from U+0100. Source: Radford et al., encoder.py of GPT-2 (2019).

import type { AlignedText } from "./aligned-text.ts";

/** The character of every byte. */
export function byteCharacters(): string[] {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;
    return String.fromCharCode(printable ? byte : next++);
  });
}

/** Writes texts in byte characters. */
export class ByteWriter {
  readonly #characters: readonly string[] = byteCharacters();
  readonly #encoder = new TextEncoder();

  /** A well-formed text in byte characters. */
  write(text: string): string {
    let written = "";
    for (const byte of this.#encoder.encode(text)) written += this.#characters[byte]!;
    return written;
  }

  /** The same with its alignment: each byte character stands for the whole character that it is a part of. */
  writeAligned(text: AlignedText): AlignedText {
    const original = text.text;
    const characters = this.#characters;
    let written = "";
    let ascii = true;
    for (let i = 0; i < original.length && ascii; i++) {
      const unit = original.charCodeAt(i);
      ascii = unit < 0x80;
      written += characters[unit & 0xff]!;
    }
    if (ascii) return text.renamed(written);
    written = "";
    const widths = new Uint8Array(original.length);
    for (let from = 0; from < original.length; ) {
      const codePoint = original.codePointAt(from)!;
      const before = written.length;
      if (codePoint < 0x80) written += characters[codePoint]!;
      else {
        const continued = (bits: number): string => characters[0x80 | ((codePoint >> bits) & 0x3f)]!;
        if (codePoint < 0x800) written += characters[0xc0 | (codePoint >> 6)]! + continued(0);
        else if (codePoint < 0x10000) written += characters[0xe0 | (codePoint >> 12)]! + continued(6) + continued(0);
        else written += characters[0xf0 | (codePoint >> 18)]! + continued(12) + continued(6) + continued(0);
      }
      widths[from] = written.length - before;
      from += codePoint > 0xffff ? 2 : 1;
    }
    return text.rewritten(written, widths);
  }
}

/** Reads byte characters back to bytes. */
export class ByteReader {
  readonly #bytes: ReadonlyMap<string, number> = new Map(byteCharacters().map((character, byte) => [character, byte]));
  readonly #encoder = new TextEncoder();

  /** The bytes of a token; one that holds other characters was not written in byte characters and is taken as it is. */
  read(token: string): Iterable<number> {
    const bytes: number[] = [];
    for (const character of token) {
      const byte = this.#bytes.get(character);
      if (byte === undefined) return this.#encoder.encode(token);
      bytes.push(byte);
    }
    return bytes;
  }
}
