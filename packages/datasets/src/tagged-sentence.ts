/** A sentence with a tag for each word. */
export interface TaggedSentence {
  readonly words: readonly string[];
  /** As many as there are words. */
  readonly tags: readonly string[];
}
