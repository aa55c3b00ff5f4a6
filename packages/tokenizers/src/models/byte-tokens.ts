import type { TokenTable } from "./token-table.ts";

/** The ids of a text's UTF-8 bytes as the tokens <0x00> to <0xFF>, or undefined if one of them is missing. */
export function byteTokenIds(table: TokenTable, text: string): number[] | undefined {
  const ids: number[] = [];
  for (const byte of new TextEncoder().encode(text)) {
    const id = table.idOf(`<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`);
    if (id === undefined) return undefined;
    ids.push(id);
  }
  return ids;
}
