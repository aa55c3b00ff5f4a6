/** Where the string that begins at `start` ends: behind its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === "\\" ? 2 : 1;
  return at + 1;
}

function isFollowedByColon(text: string, at: number): boolean {
  let next = at;
  while (/\s/.test(text[next] ?? "")) next++;
  return text[next] === ":";
}

/**
 * The first name that an object holds twice, in valid JSON: in the outermost object or one in it. JSON.parse itself
 * keeps the last value and says nothing, so two readers of one file could see different tensors.
 */
export function findDuplicateKey(text: string): string | undefined {
  const open: (Set<string> | null)[] = []; // the names in each open object; null for arrays, and further in
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === "{") open.push(open.length < 2 ? new Set() : null);
    else if (character === "[") open.push(null);
    else if (character === "}" || character === "]") open.pop();
    else if (character === '"') {
      const end = endOfString(text, at);
      const names = open.at(-1);
      if (names != null && isFollowedByColon(text, end)) {
        const name = JSON.parse(text.slice(at, end)) as string;
        if (names.has(name)) return name;
        names.add(name);
      }
      at = end - 1;
    }
  }
  return undefined;
}
