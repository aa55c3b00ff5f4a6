import type { Decoder } from "./decoder.ts";

/** Tokens of the form <0x41> to the text that they are together in UTF-8. */
export function byteFallback(): Decoder {
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  return (tokens) => {
    const texts: string[] = [];
    let bytes: number[] = [];
    const flush = (): void => {
      if (bytes.length > 0) texts.push(utf8.decode(Uint8Array.from(bytes)));
      bytes = [];
    };
    for (const token of tokens) {
      const byte = /^<0x([0-9A-Fa-f]{2})>$/.exec(token)?.[1];
      if (byte !== undefined) bytes.push(Number.parseInt(byte, 16));
      else {
        flush();
        texts.push(token);
      }
    }
    flush();
    return texts;
  };
}
