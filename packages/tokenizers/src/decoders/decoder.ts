/** One step from tokens back to text; what the last step leaves is put together. */
export type Decoder = (tokens: readonly string[]) => string[];
