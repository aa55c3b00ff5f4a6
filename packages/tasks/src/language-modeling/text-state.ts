/**
 * Everything that a model remembers of the text that it has read: plain data, which can be kept, compared and posted to a worker, and holds
 * no memory that would have to be given back. {@link nextTokens} and `generateTokens` give it, they and {@link scoreText} go on from it,
 * as often as one likes.
 */
export interface TextState {
  /** The parts of the model's state by name, for a batch of one. */
  readonly parts: Readonly<Record<string, TextStatePart>>;
  /** The model's opinion of the token that comes next, [V]: log-probabilities up to a constant. */
  readonly logits: Float32Array;
  /** The last few tokens: whether a word that follows gets a space depends on them. */
  readonly lastIds: Int32Array;
}

/** One tensor of a {@link TextState}. */
export interface TextStatePart {
  readonly shape: readonly number[];
  readonly values: Float32Array | Int32Array;
}
