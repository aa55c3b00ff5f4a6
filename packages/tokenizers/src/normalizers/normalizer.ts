import type { AlignedText } from "../aligned-text.ts";

/** What is done to a text before it is cut into pieces. */
export type Normalizer = (text: AlignedText) => AlignedText;
