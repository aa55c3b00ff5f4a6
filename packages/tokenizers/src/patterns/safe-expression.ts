// A part of regular expressions that runs in time linear in the text, whatever expression and text are:
// alternatives of characters and classes with quantifiers, no groups, no assertions; and behind `*`, `+` or `{n,}` only what
// may be empty, so that the engine never has to take back what a quantifier took. Everything else is refused by name.

/** Why an expression is not safe, in words that end "got ...": what must not be there, or undefined. */
export class UnsafeExpression extends Error {}

const WORD = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}";
// What these stand for in tokenizer.json (the Oniguruma engine with Unicode), written for JavaScript's flag u.
const ESCAPES: { readonly [letter: string]: string } = {
  s: "\\p{White_Space}",
  S: "\\P{White_Space}",
  d: "\\p{Nd}",
  D: "\\P{Nd}",
  n: "\\n",
  r: "\\r",
  t: "\\t",
  f: "\\f",
  v: "\\v",
};
const LONGEST = 2000;
const MOST_REPEATS = 64;
const MOST_WAYS = 512; // of all alternatives together
const SYNTAX = "^$\\.*+?()[]{}|/-";

/**
 * Compiles an expression of the safe part.
 *
 * @throws UnsafeExpression naming what is not in it.
 */
export function safeExpression(source: string): RegExp {
  if (source.length > LONGEST) throw new UnsafeExpression(`longer than ${LONGEST} characters`);
  const compiled = source === "" ? "" : new Compiler(source).expression();
  if (compiled === "") throw new UnsafeExpression("an empty expression");
  try {
    return new RegExp(compiled, "gu");
  } catch {
    throw new UnsafeExpression("a class or property that is malformed");
  }
}

class Compiler {
  readonly #source: string;
  #i = 0;

  constructor(source: string) {
    this.#source = source;
  }

  expression(): string {
    let out = "";
    let unbounded = false; // a quantifier without an upper limit came before in this alternative
    let ways = 0; // those of the alternatives before
    let variants = 1; // in how many ways the bounded quantifiers of this alternative can be taken
    while (this.#i < this.#source.length) {
      if (this.#take("|")) {
        out += "|";
        unbounded = false;
        ways += variants;
        variants = 1;
        continue;
      }
      out += this.#atom();
      const { min, max, text } = this.#quantifier();
      if (unbounded && min > 0) throw new UnsafeExpression("something that must follow a * or +");
      if (max === Number.POSITIVE_INFINITY) unbounded = true;
      else variants *= max - min + 1;
      if (variants > MOST_REPEATS || ways + variants > MOST_WAYS) throw new UnsafeExpression("too many ways to repeat");
      out += text;
    }
    return out;
  }

  #take(text: string): boolean {
    if (!this.#source.startsWith(text, this.#i)) return false;
    this.#i += text.length;
    return true;
  }

  #atom(): string {
    const character = String.fromCodePoint(this.#source.codePointAt(this.#i)!);
    if (character === "\\") return this.#escape(false);
    if (character === "[") return this.#class();
    this.#i += character.length;
    if (character === ".") return "[^\\n]";
    if (character === "(") throw new UnsafeExpression("a group");
    if (character === "^" || character === "$") throw new UnsafeExpression(`the assertion ${character}`);
    if ("*+?{})".includes(character)) throw new UnsafeExpression(`a ${character} with nothing before it`);
    return literal(character);
  }

  #escape(inClass: boolean): string {
    const rest = this.#source.slice(this.#i);
    const long = /^\\(?:[pP]\{\^?[A-Za-z_=]{1,40}\}|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})/.exec(rest)?.[0];
    if (long !== undefined) {
      this.#i += long.length;
      return long;
    }
    const wide = /^\\x\{([0-9A-Fa-f]{1,6})\}/.exec(rest);
    if (wide !== null) {
      this.#i += wide[0].length;
      return `\\u{${wide[1]}}`;
    }
    const next = rest.length > 1 ? String.fromCodePoint(rest.codePointAt(1)!) : "";
    this.#i += 1 + next.length;
    if (next === "w") return inClass ? WORD : `[${WORD}]`;
    if (next === "W" && !inClass) return `[^${WORD}]`;
    const known = Object.hasOwn(ESCAPES, next) ? ESCAPES[next] : undefined;
    if (known !== undefined) return known;
    if (next === "" || /[\p{L}\p{N}]/u.test(next)) throw new UnsafeExpression(`the escape \\${next}`);
    return literal(next);
  }

  #class(): string {
    this.#i++;
    let out = this.#take("^") ? "[^" : "[";
    for (let first = true; ; first = false) {
      if (this.#i >= this.#source.length) throw new UnsafeExpression("a class without an end");
      if (this.#source.startsWith("[", this.#i)) throw new UnsafeExpression("a class in a class");
      if (this.#source.startsWith("&&", this.#i)) throw new UnsafeExpression("an intersection of classes");
      if (!first && this.#take("]")) return `${out}]`;
      const character = String.fromCodePoint(this.#source.codePointAt(this.#i)!);
      if (character === "\\") out += this.#escape(true);
      else {
        this.#i += character.length;
        // A hyphen between two characters makes a range; at an end it is itself.
        const range = character === "-" && !first && this.#source[this.#i] !== "]";
        out += range ? "-" : literal(character);
      }
    }
  }

  #quantifier(): { min: number; max: number; text: string } {
    const match = /^(?:[*+?]|\{(\d{1,4})(,?)(\d{0,4})\})/.exec(this.#source.slice(this.#i));
    if (match === null) return { min: 1, max: 1, text: "" };
    const [text, low, comma, high] = match;
    this.#i += text.length;
    if (/^[*+?]/.test(this.#source.slice(this.#i))) throw new UnsafeExpression("a quantifier of a quantifier");
    const infinite = Number.POSITIVE_INFINITY;
    if (low === undefined) return { min: text === "+" ? 1 : 0, max: text === "?" ? 1 : infinite, text };
    const min = Number(low);
    const max = comma === "" ? min : high === "" ? infinite : Number(high);
    if (min > MOST_REPEATS || (max !== infinite && (max > MOST_REPEATS || max < min))) {
      throw new UnsafeExpression(`the quantifier ${text}`);
    }
    return { min, max, text };
  }
}

function literal(character: string): string {
  return SYNTAX.includes(character) ? `\\${character}` : character;
}
