import type { Columns } from "../encoding.ts";

// A token's own spaces, as the byte-level alphabet writes them or as they are.
const SPACES_BEFORE = /^[\u0120\s]+/;
const SPACES_BEHIND = /[\u0120\s]+$/;

/** Leaves the spaces that tokens begin and end with out of their offsets: as many as the token has, and nothing but whitespace. */
export function trimOffsets(columns: Columns, text: string, tokenOf: (id: number) => string): Columns {
  const starts = columns.starts.slice();
  const ends = columns.ends.slice();
  columns.ids.forEach((id, i) => {
    const token = tokenOf(id);
    let start = starts[i]!;
    let end = ends[i]!;
    for (let n = SPACES_BEFORE.exec(token)?.[0].length ?? 0; n > 0 && start < end && isSpace(text, start); n--) start++;
    for (let n = SPACES_BEHIND.exec(token)?.[0].length ?? 0; n > 0 && end > start && isSpace(text, end - 1); n--) end--;
    starts[i] = start;
    ends[i] = end;
  });
  return { ...columns, starts, ends };
}

function isSpace(text: string, i: number): boolean {
  return /\s/.test(text[i]!);
}
