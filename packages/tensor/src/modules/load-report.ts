/** One name of a state dictionary that does not fit, with the shape and element type that the module has and the dictionary gives. */
export interface StateDifference {
  readonly name: string;
  /** Such as `float32 [3, 2]`; absent when the module has no such name. */
  readonly expected?: string;
  /** Absent when the dictionary has no such name. */
  readonly got?: string;
}

/** What does not fit when a state dictionary is loaded. */
export interface LoadReport {
  /** Names that the module has and the dictionary lacks. */
  readonly missing: readonly string[];
  /** Names that the dictionary has and the module lacks. */
  readonly unexpected: readonly string[];
  /** Names whose shapes or element types differ, with both. */
  readonly mismatched: readonly { readonly name: string; readonly expected: string; readonly got: string }[];
}

/**
 * How a state dictionary fits a module, by `module.checkStateDict(dict)`. As text it is a table of what does not fit.
 *
 * @example
 * ```ts
 * import { StateReport } from "@unroll/tensor";
 * const report = new StateReport([
 *   { name: "weight", expected: "float32 [3, 2]", got: "float32 [2, 3]" },
 *   { name: "bias", expected: "float32 [3]" },
 * ]);
 * report.missing; // => ["bias"]
 * report.fits; // => false
 * const [heading, first] = String(report).split("\n");
 * heading; // => "name    expected        got"
 * first; // => "weight  float32 [3, 2]  float32 [2, 3]"
 * ```
 */
export class StateReport implements LoadReport {
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: LoadReport["mismatched"];
  readonly #differences: readonly StateDifference[];

  /** @param differences in the order in which they are shown. */
  constructor(differences: readonly StateDifference[]) {
    this.#differences = differences;
    this.missing = differences.filter(({ got }) => got === undefined).map(({ name }) => name);
    this.unexpected = differences.filter(({ expected }) => expected === undefined).map(({ name }) => name);
    this.mismatched = differences.flatMap(({ name, expected, got }) =>
      expected !== undefined && got !== undefined ? [{ name, expected, got }] : [],
    );
  }

  /** Whether every name is there, none more, and all shapes and element types agree. */
  get fits(): boolean {
    return this.#differences.length === 0;
  }

  /** A table of the names that do not fit, a line each. */
  toString(): string {
    if (this.fits) return "every name, shape and element type fits";
    const rows = this.#differences.map(({ name, expected, got }) => [
      name,
      expected ?? "(unexpected)",
      got ?? "(missing)",
    ]);
    rows.unshift(["name", "expected", "got"]);
    const widths = [0, 1].map((column) => rows.reduce((most, row) => Math.max(most, (row[column] ?? "").length), 0));
    return rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
  }
}
