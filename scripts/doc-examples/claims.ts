/** The claims of an example: `expression; // => value` and `expression; // throws Name: text`. */
import ts from "typescript";

/** The name under which the checks below are handed to a rewritten example. */
export const hooks = "__unroll_example";

/**
 * Rewrites every claim of an example into a call of a check. Lines keep their numbers.
 *
 * A claim stands on the line on which an expression statement, or a declaration of one variable, ends.
 */
export function rewriteClaims(code: string, where: string): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.Latest, true);
  const claims = new Map<number, { kind: string; text: string }>();
  code.split("\n").forEach((line, index) => {
    const match = /\/\/ (=>|throws\b) ?(.*)$/.exec(line);
    if (match) claims.set(index, { kind: match[1] ?? "", text: (match[2] ?? "").trim() });
  });
  const edits: { from: number; to: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const expression = claimedExpression(node);
    const line = source.getLineAndCharacterOfPosition(node.end).line;
    const claim = claims.get(line);
    if (expression !== undefined && claim !== undefined) {
      claims.delete(line);
      const text = JSON.stringify(claim.text);
      const body = code.slice(expression.getStart(), expression.end);
      const call =
        claim.kind === "=>"
          ? `${hooks}.equals((${body}), ${text}, ${line + 1})`
          : `await ${hooks}.throws(async () => (${body}), ${text}, ${line + 1})`;
      edits.push({ from: expression.getStart(), to: expression.end, text: call });
      return;
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  for (const line of claims.keys()) {
    throw new Error(`${where}:${line + 1}: this claim stands behind no expression; write \`expression; // => value\``);
  }
  return edits.reduceRight((text, edit) => text.slice(0, edit.from) + edit.text + text.slice(edit.to), code);
}

function claimedExpression(node: ts.Node): ts.Expression | undefined {
  if (ts.isExpressionStatement(node)) return node.expression;
  if (ts.isVariableStatement(node) && node.declarationList.declarations.length === 1) {
    return node.declarationList.declarations[0]?.initializer;
  }
  return undefined;
}

/** The checks of the example that stands in `file`. */
export function checksFor(file: string): {
  equals: <T>(actual: T, expected: string, line: number) => T;
  throws: (run: () => Promise<unknown>, expected: string, line: number) => Promise<void>;
} {
  return {
    equals(actual, expected, line) {
      if (!matches(actual, expected)) throw new Error(`${file}:${line}: expected ${expected}; got ${show(actual)}`);
      return actual;
    },
    async throws(run, expected, line) {
      let came = "no error";
      try {
        await run();
      } catch (error) {
        came = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
        if (came.startsWith(expected)) return;
      }
      throw new Error(`${file}:${line}: expected it to throw ${expected}; got ${came}`);
    },
  };
}

/**
 * Whether a value is what a claim says. A claim that is a literal (number, string, array, object) is compared by value,
 * numbers written with decimals to the decimals written; any other claim is compared with the value as text.
 */
export function matches(actual: unknown, expected: string): boolean {
  const literal = parseLiteral(expected);
  if (literal !== undefined && sameValue(plain(actual), literal)) return true;
  return expected !== "" && (String(actual).trim() === expected || show(actual) === expected);
}

/** A literal as it was written: the digits behind a decimal point matter. */
type Literal =
  | { kind: "number"; value: number; decimals: number }
  | { kind: "exact"; value: unknown }
  | { kind: "array"; items: Literal[] }
  | { kind: "object"; fields: Map<string, Literal> };

function parseLiteral(text: string): Literal | undefined {
  const source = ts.createSourceFile("claim.ts", `(${text}\n)`, ts.ScriptTarget.Latest, true);
  const statement = source.statements[0];
  if (source.statements.length !== 1 || !statement || !ts.isExpressionStatement(statement)) return undefined;
  if (!ts.isParenthesizedExpression(statement.expression)) return undefined;
  return literalOf(statement.expression.expression);
}

function literalOf(node: ts.Expression): Literal | undefined {
  if (ts.isStringLiteralLike(node)) return { kind: "exact", value: node.text };
  if (ts.isNumericLiteral(node)) return numberOf(node.getText(), 1);
  if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.MinusToken) {
    if (ts.isNumericLiteral(node.operand)) return numberOf(node.operand.getText(), -1);
    return node.operand.getText() === "Infinity" ? { kind: "exact", value: Number.NEGATIVE_INFINITY } : undefined;
  }
  if (ts.isArrayLiteralExpression(node)) {
    const items = node.elements.map(literalOf);
    return items.includes(undefined) ? undefined : { kind: "array", items: items as Literal[] };
  }
  if (ts.isObjectLiteralExpression(node)) {
    const fields = new Map<string, Literal>();
    for (const property of node.properties) {
      if (!ts.isPropertyAssignment(property)) return undefined;
      const value = literalOf(property.initializer);
      if (value === undefined || ts.isComputedPropertyName(property.name)) return undefined;
      fields.set(property.name.text, value);
    }
    return { kind: "object", fields };
  }
  const words: Record<string, unknown> = {
    true: true,
    false: false,
    null: null,
    undefined,
    NaN: Number.NaN,
    Infinity: Number.POSITIVE_INFINITY,
  };
  const word = node.getText();
  return Object.hasOwn(words, word) ? { kind: "exact", value: words[word] } : undefined;
}

function numberOf(text: string, sign: number): Literal {
  const digits = text.replaceAll("_", "");
  const [mantissa = "", exponent = "0"] = digits.toLowerCase().startsWith("0x")
    ? [digits]
    : digits.toLowerCase().split("e");
  const decimals = (mantissa.split(".")[1]?.length ?? 0) - Number(exponent);
  return { kind: "number", value: sign * Number(digits), decimals };
}

function sameValue(actual: unknown, literal: Literal): boolean {
  switch (literal.kind) {
    case "exact":
      return Object.is(actual, literal.value);
    case "number":
      if (typeof actual !== "number") return false;
      if (literal.decimals <= 0 || actual === literal.value) return actual === literal.value;
      return Math.abs(actual - literal.value) <= 0.5001 * 10 ** -literal.decimals;
    case "array":
      return (
        Array.isArray(actual) &&
        actual.length === literal.items.length &&
        literal.items.every((item, index) => sameValue(actual[index], item))
      );
    case "object": {
      if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return false;
      const record = actual as Record<string, unknown>;
      const names = Object.keys(record).filter((name) => record[name] !== undefined);
      return (
        names.length === literal.fields.size &&
        [...literal.fields].every(([name, field]) => sameValue(plain(record[name]), field))
      );
    }
  }
}

/** Typed arrays as arrays, all the way down. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<unknown>);
  return Array.isArray(value) ? value.map(plain) : value;
}

/** A value as the text of a claim. */
function show(value: unknown): string {
  const json = JSON.stringify(value, (_, field) => {
    const simple = plain(field);
    return typeof simple === "bigint" || (typeof simple === "number" && !Number.isFinite(simple))
      ? String(simple)
      : simple;
  });
  return json ?? String(value);
}
