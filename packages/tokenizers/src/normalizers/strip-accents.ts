import type { AlignedText } from "../aligned-text.ts";

/** Leaves out all combining marks; those of composed characters only after NFD or NFKD. */
export function stripAccents(text: AlignedText): AlignedText {
  return text.replaced(/\p{M}+/gu, () => "");
}
