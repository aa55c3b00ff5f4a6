/** From the characters that a model writes to the paragraphs of a page. */

/** A paragraph, with the part of it that was given to the model and not written by it. */
export interface Paragraph {
  given: string;
  written: string;
}

/**
 * Sets `prompt` and what follows it as paragraphs: broken lines are joined, blank lines part paragraphs, and
 * typewriter's quotes and dashes become the printer's.
 */
export function typeset(prompt: string, text: string): Paragraph[] {
  const blocks = (prompt + text)
    .split(/\r?\n[ \t]*(?:\r?\n[ \t]*)+/)
    .map((block) => printers(block.replace(/\s+/g, " ").trim()))
    .filter((block) => block !== "");
  const given = printers(prompt.replace(/\s+/g, " ").trimStart());
  return blocks.map((block, index) => {
    const isGiven = index === 0 && given !== "" && `${block} `.startsWith(given);
    const end = isGiven ? Math.min(given.length, block.length) : 0;
    return { given: block.slice(0, end), written: block.slice(end) };
  });
}

function printers(text: string): string {
  return text
    .replace(/ ?--+ ?/g, "—")
    .replace(/(^|[\s([{—])"/g, "$1“")
    .replace(/"/g, "”")
    .replace(/(^|[\s([{—“])'/g, "$1‘")
    .replace(/'/g, "’");
}
