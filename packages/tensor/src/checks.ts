import { ShapeError } from "./errors.ts";
import { checkShape, formatShape, type Shape, sizeOf } from "./shape.ts";

/** The full shape that a request with at most one -1 stands for. */
export function inferShape(from: Shape, to: Shape): Shape {
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

/** Refuses operands whose inner dimensions differ. */
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
}
