import { describe } from "./describe.ts";
import { ShapeError } from "./errors.ts";
import { checkShape, formatShape, requireList, type Shape, sizeOf } from "./shape.ts";

/** Refuses what is not a number, and NaN. */
export function requireNumber(value: number, operation: string, argument: string): void {
  if (typeof value === "number" && !Number.isNaN(value)) return;
  throw new TypeError(`${operation}: ${argument} must be a number; got ${describe(value)}`);
}

/** The full shape that a request with at most one -1 stands for. */
export function inferShape(from: Shape, to: Shape): Shape {
  requireList(to, "reshape", "shape");
  const holes = to.filter((dimension) => dimension === -1).length;
  const size = sizeOf(from);
  const known = sizeOf(to.filter((dimension) => dimension !== -1));
  const full = holes === 1 && known > 0 ? to.map((dimension) => (dimension === -1 ? size / known : dimension)) : to;
  const ambiguous = holes > 1 || (holes === 1 && known === 0);
  if (ambiguous || full.some((dimension) => !Number.isInteger(dimension) || dimension < 0) || sizeOf(full) !== size) {
    throw new ShapeError(
      `reshape: shape ${formatShape(from)} with ${size} elements does not become ${formatShape(to)}`,
    );
  }
  checkShape(full, "reshape");
  return full;
}

/** Refuses operands whose inner dimensions differ, or whose batches do not broadcast. */
export function requireMatrices(a: Shape, b: Shape): void {
  if (a.length === 0 || b.length === 0) {
    throw new ShapeError(`matmul: both operands need an axis, got shapes ${formatShape(a)} and ${formatShape(b)}`);
  }
  const inner = a.at(-1) as number;
  const other = (b.length === 1 ? b[0] : b.at(-2)) as number;
  if (inner !== other) {
    throw new ShapeError(
      `matmul: inner dimensions must agree, [..., M, K] x [..., K, N]; got ${formatShape(a)} and ${formatShape(b)}: ${inner} and ${other}`,
    );
  }
  for (let back = 3; back <= Math.min(a.length, b.length); back++) {
    const [da, db] = [a.at(-back), b.at(-back)];
    if (da === db || da === 1 || db === 1) continue;
    throw new ShapeError(
      `matmul: batches must broadcast, [..., M, K] x [..., K, N]; got ${formatShape(a)} and ${formatShape(b)}: ${da} and ${db}`,
    );
  }
}
