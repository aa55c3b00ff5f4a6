import type { AlignedText } from "../aligned-text.ts";
import type { JsonFields } from "../json-fields.ts";
import { lowercase } from "./lowercase.ts";
import type { Normalizer } from "./normalizer.ts";
import { normalizeUnicode } from "./unicode-form.ts";

/** The normalizer of BERT's tokenizer: no control characters, plain spaces, spaces around ideographs, lower case, no accents. */
export function readBertNormalizer(fields: JsonFields): Normalizer {
  const cleanText = fields.boolean("clean_text", true);
  const chinese = fields.boolean("handle_chinese_chars", true);
  const lower = fields.boolean("lowercase", true);
  const accents = fields.boolean("strip_accents", lower);
  return (original) => {
    let text = original;
    if (cleanText) text = clean(text);
    if (chinese) text = text.replaced(IDEOGRAPH, (character) => ` ${character} `);
    if (lower) text = lowercase(text);
    if (accents) text = normalizeUnicode(text, "NFD").replaced(/\p{Mn}+/gu, () => "");
    return text;
  };
}

const IDEOGRAPH =
  /[\u4e00-\u9fff\u3400-\u4dbf\u{20000}-\u{2a6df}\u{2a700}-\u{2b73f}\u{2b740}-\u{2b81f}\u{2b820}-\u{2ceaf}\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu;
const CONTROL = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd]/u;

function clean(text: AlignedText): AlignedText {
  return text.replaced(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\ufffd\s]/gu, (character) => {
    if (character === "\t" || character === "\n" || character === "\r") return " ";
    return CONTROL.test(character) ? "" : " ";
  });
}
