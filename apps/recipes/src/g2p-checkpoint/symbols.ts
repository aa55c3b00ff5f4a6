/** What words are written in, by id. */
export const graphemes: readonly string[] = ["<pad>", "<unk>", "</s>", ..."abcdefghijklmnopqrstuvwxyz"];

/** What the model speaks, by id: ARPAbet, with the stress of vowels (0 none, 1 primary, 2 secondary). */
export const phonemes: readonly string[] = (
  "<pad> <unk> <s> </s> AA0 AA1 AA2 AE0 AE1 AE2 AH0 AH1 AH2 AO0 AO1 AO2 AW0 AW1 AW2 AY0 AY1 AY2 B CH D DH EH0 EH1 EH2 " +
  "ER0 ER1 ER2 EY0 EY1 EY2 F G HH IH0 IH1 IH2 IY0 IY1 IY2 JH K L M N NG OW0 OW1 OW2 OY0 OY1 OY2 P R S SH T TH " +
  "UH0 UH1 UH2 UW UW0 UW1 UW2 V W Y Z ZH"
).split(" ");

/** A word as the origin prepares it: without accents, in small letters, and nothing else but a few marks. */
export function normalize(word: string): string {
  return word
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^ a-z'.,?!-]/g, "");
}
