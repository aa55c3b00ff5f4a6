/** Visits all matches of a pattern in a well-formed text, in order: none is empty, none overlaps another. */
export type Matches = (text: string, visit: (from: number, to: number) => void) => void;

/** The matches of a regular expression with the flag g. */
export function matchesOf(expression: RegExp): Matches {
  return (text, visit) => {
    for (const match of text.matchAll(expression)) {
      if (match[0].length > 0) visit(match.index, match.index + match[0].length);
    }
  };
}

/** The places where a string occurs. */
export function matchesOfString(string: string): Matches {
  return (text, visit) => {
    if (string === "") return;
    for (let at = text.indexOf(string); at >= 0; at = text.indexOf(string, at + string.length)) {
      visit(at, at + string.length);
    }
  };
}
