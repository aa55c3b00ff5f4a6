import type { AlignedText } from "../aligned-text.ts";

/** The cleaning of SentencePiece's nmt_nfkc: control characters go, unusual spaces become plain. */
export function nmt(text: AlignedText): AlignedText {
  return text.replaced(/[\p{Cc}\u1680\u200b-\u200f\u2028\u2029\u2581\ufeff\ufffd]/gu, (character) => {
    const code = character.charCodeAt(0);
    if (code > 0x9f || "\t\n\f\r".includes(character)) return " ";
    return code === 0 || (code >= 0x80 && code !== 0x8f && code !== 0x9f) ? character : "";
  });
}
