/** A character as the page shows it: a space can be seen. */
export function visible(character: string | undefined): string {
  return character === " " ? "␣" : (character ?? "");
}
