/** What every file of the repository keeps to, as far as no other tool checks it. */
import ts from "typescript";

/** A rule: the files it is about, and what it finds wrong in one of them. */
export interface Rule {
  name: string;
  appliesTo: (path: string) => boolean;
  problems: (text: string, path: string) => Problem[];
}

/** Something wrong, on a line counted from 1. */
export interface Problem {
  line: number;
  message: string;
}

const text = /\.(ts|tsx|mjs|js|json|jsonc|md|yaml|yml|css|html|c|h|py|sh)$|(^|\/)(\.[\w.-]+|LICENSE|run)$/;
const code = /\.(ts|tsx|mjs|js)$/;
const numeric = /^packages\/(random|kernels|tensor|nn|rnn-cells|attention)\/src\//;
const source = /^(packages|apps)\/[^/]+\/(src|csrc)\//;

// What IEEE 754 or the language makes exact, so that no engine can differ from another.
const exact = new Set(
  (
    "sqrt abs sign min max floor ceil trunc round fround imul clz32 " + "PI E LN2 LN10 LOG2E LOG10E SQRT2 SQRT1_2"
  ).split(" "),
);

export const rules: Rule[] = [
  forbidText(
    "no registry hosts",
    /\b(registry\.(npmjs|yarnpkg|npmmirror)|pythonhosted|deb\.debian|static\.crates|proxy\.golang)\.\w+/,
    {
      because: "the registry is the reader's choice: name the package, not the host",
      appliesTo: (path) => text.test(path),
    },
  ),
  forbidText("no machine paths", /(?<![\w.~$}\])-])\/(root|work|tmp|home\/\w+|Users\/\w+)\//, {
    because: "this path exists on one machine only",
    appliesTo: (path) => text.test(path),
  }),
  forbidText("no silenced types", /@ts-(ignore|nocheck)\b/, {
    because: "mend the type, or use @ts-expect-error with the reason behind it",
    appliesTo: (path) => code.test(path) && !path.startsWith("scripts/repository-rules/"),
  }),
  {
    name: "no long files",
    appliesTo: (path) => source.test(path) && !path.includes("/generated/"),
    problems: (content) => {
      const lines = content.trimEnd().split("\n").length;
      return lines > 500 ? [{ line: 501, message: `${lines} lines; split it into files of one idea each` }] : [];
    },
  },
  {
    name: "names of files",
    appliesTo: (path) => source.test(path) && !path.includes("/generated/"),
    problems: (_, path) => {
      const name = path.split("/").at(-1) ?? "";
      if (/^(utils?|helpers?|common|misc)\./.test(name))
        return [{ line: 1, message: "name the file for what it holds" }];
      if (!/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/.test(name))
        return [{ line: 1, message: "file names are kebab-case" }];
      return [];
    },
  },
  {
    name: "seeded randomness",
    appliesTo: (path) => code.test(path),
    problems: (content, path) =>
      mathUses(content, path)
        .filter(({ name }) => name === "random")
        .map(({ line }) => ({
          line,
          message: "Math.random has no seed: take a generator of @unroll/random",
        })),
  },
  {
    name: "exact arithmetic",
    appliesTo: (path) => numeric.test(path) && code.test(path),
    problems: (content, path) =>
      mathUses(content, path)
        .filter(({ name }) => name === undefined || !(exact.has(name) || name === "random"))
        .map(({ line, name }) => ({
          line,
          message:
            name === undefined
              ? "write Math.name in full, so that this rule sees which function it is"
              : `${name} differs between engines: use a kernel, or + - * / and Math.sqrt`,
        })),
  },
];

function forbidText(
  name: string,
  pattern: RegExp,
  { because, appliesTo }: { because: string; appliesTo: Rule["appliesTo"] },
): Rule {
  const problems = (content: string): Problem[] =>
    content.split("\n").flatMap((line, index) => {
      const match = pattern.exec(line);
      return match ? [{ line: index + 1, message: `"${match[0]}": ${because}` }] : [];
    });
  return { name, appliesTo, problems };
}

/** Every use of Math and of the power operator. Where Math is not followed by a plain name, the name is undefined. */
function mathUses(content: string, path: string): { line: number; name: string | undefined }[] {
  if (!/\bMath\b|\*\*/.test(content)) return [];
  const tree = ts.createSourceFile(path, content, ts.ScriptTarget.Latest, true);
  const uses: { line: number; name: string | undefined }[] = [];
  const add = (node: ts.Node, name: string | undefined): void => {
    uses.push({ line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1, name });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) && node.text === "Math") {
      // Behind globalThis, the whole of globalThis.Math stands for Math.
      const math = ts.isPropertyAccessExpression(node.parent) && node.parent.name === node ? node.parent : node;
      const use = math.parent;
      add(node, ts.isPropertyAccessExpression(use) && use.expression === math ? use.name.text : undefined);
    }
    if (ts.isBinaryExpression(node)) {
      const operator = node.operatorToken.kind;
      const power = [ts.SyntaxKind.AsteriskAsteriskToken, ts.SyntaxKind.AsteriskAsteriskEqualsToken];
      if (power.includes(operator) && !isBigint(node.left)) add(node.operatorToken, "the power operator");
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return uses;
}

function isBigint(node: ts.Expression): boolean {
  return ts.isBigIntLiteral(node);
}
