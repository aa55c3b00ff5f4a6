import { describe } from "./describe.ts";

/** The text with U+FFFD for each lone surrogate, unit for unit. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "\ufffd");
}

/** A text from outside, if it is one. @throws TypeError that names the caller. */
export function checkText(caller: string, text: unknown): string {
  if (typeof text !== "string") throw new TypeError(`${caller}: text must be a string; got ${describe(text)}.`);
  return text;
}
