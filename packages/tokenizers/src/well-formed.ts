/** The text with U+FFFD for each lone surrogate, unit for unit. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}
