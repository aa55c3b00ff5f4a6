// How a value from outside is named in an error: short, on one line, whatever it is.

const LONGEST = 40;

/** The value as short text: a string in quotes, a number as it is, anything else by its kind. */
export function describe(value: unknown): string {
  if (typeof value === "string") {
    return value.length <= LONGEST ? JSON.stringify(value) : `${JSON.stringify(value.slice(0, LONGEST))}...`;
  }
  if (value === null || typeof value === "number" || typeof value === "boolean" || value === undefined) {
    return String(value);
  }
  return Array.isArray(value) ? `an array of ${value.length}` : `a value of type ${typeof value}`;
}

/** A code point as Unicode writes it: U+00E9. */
export function describeCodePoint(codePoint: number): string {
  return `U+${codePoint.toString(16).toUpperCase().padStart(4, "0")}`;
}
