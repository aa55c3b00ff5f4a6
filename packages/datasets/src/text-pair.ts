/** A text and the one to make of it. */
export interface TextPair {
  readonly source: string;
  readonly target: string;
}
