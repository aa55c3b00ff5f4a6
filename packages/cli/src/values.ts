import { InvalidArgumentError } from "commander";

/** Reads a whole number of at least `least` and at most `most`. */
export function wholeNumber(least = 1, most: number = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = readNumber(text);
    if (!Number.isSafeInteger(value) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
      throw new InvalidArgumentError(`expected a whole number ${range}`);
    }
    return value;
  };
}

/** Reads a number above zero. */
export function positiveNumber(text: string): number {
  const value = readNumber(text);
  if (!Number.isFinite(value) || value <= 0) throw new InvalidArgumentError("expected a number above 0");
  return value;
}

/** Reads a number of at least zero. */
export function nonNegativeNumber(text: string): number {
  const value = readNumber(text);
  if (!Number.isFinite(value) || value < 0) throw new InvalidArgumentError("expected a number of at least 0");
  return value;
}

/** Reads a part of a whole: above 0 and below 1. */
export function fraction(text: string): number {
  const value = readNumber(text);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("expected a number between 0 and 1, such as 0.1");
  return value;
}

/** Reads a part of a whole, or the whole: above 0 and at most 1. */
export function share(text: string): number {
  const value = readNumber(text);
  if (!(value > 0 && value <= 1))
    throw new InvalidArgumentError("expected a number above 0 and at most 1, such as 0.9");
  return value;
}

/** Reads a text of at least one character. */
export function notEmpty(text: string): string {
  if (text === "") throw new InvalidArgumentError("expected a text that is not empty");
  return text;
}

/** Reads a path: anything but nothing, which is what an unset variable of a shell leaves. */
export function path(text: string): string {
  if (text === "") throw new InvalidArgumentError("expected a path");
  return text;
}

// Number("") is 0 and Number("0x10") is 16: neither is what someone means by a size.
function readNumber(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) ? Number(text) : Number.NaN;
}
