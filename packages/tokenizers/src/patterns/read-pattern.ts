import { type JsonFields, refuse } from "../json-fields.ts";
import { type Matches, matchesOf, matchesOfString } from "./pattern.ts";
import { safeExpression, UnsafeExpression } from "./safe-expression.ts";
import { wellKnown } from "./well-known.ts";

/** The matches of the field `pattern`: `{ "String": "..." }` or `{ "Regex": "..." }`. */
export function readPattern(fields: JsonFields): Matches {
  const pattern = fields.object("pattern");
  const string = pattern.optionalString("String");
  if (string !== undefined) return matchesOfString(string);
  const source = pattern.string("Regex");
  const known = wellKnown(source);
  if (known !== undefined) return known;
  try {
    return matchesOf(safeExpression(source));
  } catch (error) {
    if (!(error instanceof UnsafeExpression)) throw error;
    throw refuse(
      pattern.at("Regex"),
      `must be a pattern that is known here or one that cannot run away (it has ${error.message})`,
      source,
    );
  }
}
