export type { CharacterTokenizerJSON } from "./character-json.ts";
export { CharacterTokenizer, type CharacterTokenizerOptions } from "./character-tokenizer.ts";
export { TokenizerFormatError, UnknownTokenError } from "./errors.ts";
export { Vocabulary, type VocabularyJSON, type VocabularyOptions } from "./vocabulary.ts";
