/** A character as the page shows it: spaces and ends of lines can be seen. */
export function visible(character: string | undefined): string {
  if (character === "\n") return "↵";
  return character === " " ? "␣" : (character ?? "");
}
