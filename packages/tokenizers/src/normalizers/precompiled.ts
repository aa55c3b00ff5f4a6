// SentencePiece's normalizer: a table from strings to strings, which files of T5, XLM-R and mBART carry as base64. First the
// length in bytes of a double-array trie over UTF-8, then the trie (Darts-clone's units of 32 bits), then the replacements, each
// with a zero byte behind it. Source: sentencepiece, src/normalizer.cc (Normalizer::DecodePrecompiledCharsMap, NormalizePrefix).

import type { AlignedText, Edit } from "../aligned-text.ts";
import { type JsonFields, refuse } from "../json-fields.ts";
import type { Normalizer } from "./normalizer.ts";

/** Replaces, at every place of a text, the longest string that the table has; what it has not stays as it is. */
export function readPrecompiled(fields: JsonFields): Normalizer {
  const encoded = fields.string("precompiled_charsmap", "");
  if (encoded === "") return (text) => text;
  const map = readMap(encoded);
  if (map === undefined) {
    throw refuse(fields.at("precompiled_charsmap"), "must be SentencePiece's table in base64", encoded);
  }
  return (text) => text.edited(editsOf(text, map));
}

/** Finds the longest string of the table at a place: where it ends, and what to put there. */
type CharacterMap = (text: string, from: number) => { to: number; replacement: string } | undefined;

function editsOf({ text }: AlignedText, map: CharacterMap): Edit[] {
  const edits: Edit[] = [];
  for (let from = 0; from < text.length; ) {
    const found = map(text, from);
    const to = found?.to ?? from + (text.codePointAt(from)! > 0xffff ? 2 : 1);
    if (found !== undefined && found.replacement !== text.slice(from, to)) {
      edits.push({ from, to, text: found.replacement });
    }
    from = to;
  }
  return edits;
}

function readMap(encoded: string): CharacterMap | undefined {
  const bytes = fromBase64(encoded);
  if (bytes === undefined || bytes.length < 4) return undefined;
  const view = new DataView(bytes.buffer);
  const size = view.getUint32(0, true);
  if (size === 0 || size % 4 !== 0 || 4 + size > bytes.length) return undefined;
  const units = Uint32Array.from({ length: size / 4 }, (_, i) => view.getUint32(4 + 4 * i, true));
  const replacements = bytes.subarray(4 + size);
  const utf8 = new TextDecoder("utf-8", { ignoreBOM: true });
  const encoder = new TextEncoder();
  const buffer = new Uint8Array(4);

  return (text, from) => {
    let to = -1;
    let value = -1;
    // A place beyond the array has no unit, and ends the search as a wrong label does.
    let at = offsetOf(units[0]!);
    search: for (let i = from; i < text.length; ) {
      const codePoint = text.codePointAt(i)!;
      i += codePoint > 0xffff ? 2 : 1;
      const { written } = encoder.encodeInto(String.fromCodePoint(codePoint), buffer);
      for (let byte = 0; byte < written; byte++) {
        const label = buffer[byte]!;
        if (label === 0) break search; // a zero ends strings here
        at ^= label;
        const unit = units[at];
        if (unit === undefined || (unit & 0x800000ff) >>> 0 !== label) break search;
        at ^= offsetOf(unit);
        if (byte + 1 === written && (unit & 0x100) !== 0 && at < units.length) {
          to = i;
          value = units[at]! & 0x7fffffff;
        }
      }
    }
    if (to < 0 || value >= replacements.length) return undefined;
    const end = replacements.indexOf(0, value);
    return { to, replacement: utf8.decode(replacements.subarray(value, end < 0 ? replacements.length : end)) };
  };
}

/** Where the children of a unit begin, to be combined with its own place by exclusive or. */
function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function fromBase64(encoded: string): Uint8Array<ArrayBuffer> | undefined {
  let binary: string;
  try {
    binary = atob(encoded);
  } catch {
    return undefined;
  }
  return Uint8Array.from({ length: binary.length }, (_, i) => binary.charCodeAt(i));
}
