// Tables for a terminal. How wide a character is there, Unicode says only roughly: what is East Asian or an emoji takes two columns,
// a mark that joins the character before it none.

const wide =
  /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1F000}-\u{1FAFF}\u{20000}-\u{3FFFD}]/u;
const none = /\p{Mn}|\p{Me}|[\u200B-\u200F\u2060]/u;
const unprintable = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069]/gu;

/** The first column to the left, the others to the right; lines under each other. */
export function alignedLines(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, widthOf(cell));
  }
  return rows.map((row) =>
    row
      .map((cell, i) => {
        const space = " ".repeat(widths[i]! - widthOf(cell));
        return i === 0 ? cell + space : space + cell;
      })
      .join("  ")
      .trimEnd(),
  );
}

/** A text of somebody else on one line of at most so many columns: what cannot be printed becomes a question mark. */
export function shown(text: string, columns: number): string {
  let result = "";
  let width = 0;
  for (const character of text.slice(0, 4 * columns).replace(unprintable, "?")) {
    width += widthOf(character);
    if (width > columns) return `${cutTo(result, columns - 1)}…`;
    result += character;
  }
  return text.length > 4 * columns ? `${cutTo(result, columns - 1)}…` : result;
}

function cutTo(text: string, columns: number): string {
  let result = "";
  let width = 0;
  for (const character of text) {
    width += widthOf(character);
    if (width > columns) break;
    result += character;
  }
  return result;
}

/** How many columns a text takes. */
export function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += none.test(character) ? 0 : wide.test(character) ? 2 : 1;
  return width;
}

/** A count with a comma at every thousand: 1,238,567. */
export function grouped(count: number): string {
  return count.toString().replaceAll(/\B(?=(\d{3})+$)/g, ",");
}

/** A part in hundredths: 9.1%. */
export function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)}%`;
}
