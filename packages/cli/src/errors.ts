/** A mistake in how the command was called: exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Something that the command was asked to do and that cannot be done: exit code 1. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** What an error is, in words for a person and a name for a program. */
export interface ErrorDescription {
  /** The class of the error, such as `"CorpusError"`, or the system's code, such as `"ENOSPC"`. */
  code: string;
  /** One sentence. */
  message: string;
}

/** Classes that a mistake of the user never raises: seeing one means that Unroll has a defect. */
const defects = new Set(["Error", "TypeError", "ReferenceError", "SyntaxError", "RuntimeError", "AssertionError"]);

const systemErrors: Record<string, string> = {
  EACCES: "permission denied",
  EDQUOT: "the disk quota is used up",
  EEXIST: "it exists already",
  EISDIR: "it is a folder, not a file",
  EMFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ENOENT: "it does not exist",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file, not a folder",
  EPERM: "the operation is not permitted",
  EROFS: "the disk is read-only",
};

/** The error of an output that cannot be written to: a full disk behind a redirection, for example. */
export function outputError(error: NodeJS.ErrnoException): CommandError {
  return new CommandError(`cannot write the output: ${systemErrors[error.code ?? ""] ?? error.message}`);
}

/** One sentence about any error, without a stack. */
export function describeError(error: unknown): ErrorDescription {
  if (!(error instanceof Error)) return { code: "Error", message: oneLine(String(error)) };
  const { code, path } = error as NodeJS.ErrnoException;
  const known = typeof code === "string" ? systemErrors[code] : undefined;
  if (code !== undefined && known !== undefined && isSystemError(error)) {
    return { code, message: `cannot use ${path === undefined ? "a file" : `'${path}'`}: ${known}` };
  }
  if (error.name === "OutOfMemoryError") {
    return { code: error.name, message: `memory is too small for this model and batch: ${oneLine(error.message)}` };
  }
  if (defects.has(error.name) && !isSystemError(error)) {
    return {
      code: error.name,
      message: `unexpected: ${oneLine(error.message)} (this is a defect of unroll; UNROLL_DEBUG=1 shows where)`,
    };
  }
  return { code: error.name, message: oneLine(error.message) };
}

function isSystemError(error: Error): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === "string";
}

/** The sentences of our libraries begin with the name of the function, which says nothing to someone at a terminal. */
const functionName = /^(?:[A-Z]\w*(?:\.[a-z]\w*)?|[a-z]+[A-Z]\w*|generate): (?=\S)/;

/** And they name options as a program does. */
const flags: readonly (readonly [RegExp, string])[] = [
  [/\bbatchSize\b/g, "--batch-size"],
  [/\bembeddingSize\b/g, "--embedding-size"],
  [/\bheldOut\b/g, "--held-out"],
  [/\bhiddenSize\b/g, "--hidden-size"],
  [/\blearningRate\b/g, "--learning-rate"],
  [/\bnumLayers\b/g, "--layers"],
  [/\btime(?==|$)/g, "--time"],
  [/^alphabet(?= must)/, "--alphabet"],
  [/^(steps|epochs|seconds|time|seed)(?= cannot change)/, "--$1"],
];

function oneLine(text: string): string {
  const line = text
    .replaceAll(/\s*\n\s*/g, " ")
    .trim()
    .replace(functionName, "")
    .replace(/\.$/, "");
  // What stands in quotes is the user's own: a path may hold any word.
  const quoted: string[] = [];
  const outside = line.replaceAll(/'[^']*'|"[^"]*"/g, (part) => `\0${quoted.push(part) - 1}\0`);
  const renamed = flags.reduce((sentence, [name, flag]) => sentence.replace(name, flag), outside);
  return renamed.replaceAll(/\0(\d+)\0/g, (_, index: string) => quoted[Number(index)] ?? "");
}
