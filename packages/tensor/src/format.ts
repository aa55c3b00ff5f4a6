import { forEachPosition, sliceAxis } from "./arrays/layout.ts";
import { bytesPerElement, type DType } from "./dtype.ts";
import { type NDArray, wholeMemory } from "./ndarray.ts";
import { formatShape } from "./shape.ts";

/** At most this many entries of an axis are printed; more show their first and last three. */
const EDGE = 3;

function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (dtype === "int32" || !Number.isFinite(value)) return String(value);
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : String(Number(value.toPrecision(4)));
}

function excerpt(array: NDArray, indent: string): string {
  if (array.shape.length === 0) {
    const memory = wholeMemory(array.dtype);
    return formatNumber(memory[array.address / bytesPerElement[array.dtype]] as number, array.dtype);
  }
  const length = array.shape[0] as number;
  const shown =
    length <= 2 * EDGE ? Array.from({ length }, (_, i) => i) : [0, 1, 2, -1, length - 3, length - 2, length - 1];
  const parts = shown.map((index) => {
    if (index === -1) return "...";
    const row = sliceAxis(array, 0, index, index + 1);
    return excerpt(row.view(row.shape.slice(1), row.strides.slice(1)), `${indent} `);
  });
  return `[${parts.join(array.shape.length === 1 ? ", " : `,\n${indent} `)}]`;
}

/** Shape, element type and a readable part of the values. */
export function formatArray(array: NDArray): string {
  if (!array.storage.alive) return `Tensor ${formatShape(array.shape)} ${array.dtype} (freed)`;
  return `Tensor ${formatShape(array.shape)} ${array.dtype}\n${excerpt(array, "")}`;
}

/** Numbers, or booleans, nested as the shape says. */
export type Nested<T> = T | Nested<T>[];

export function toNested(array: NDArray): Nested<number> | Nested<boolean> {
  const memory = wholeMemory(array.dtype);
  void array.address;
  const base = array.storage.address / bytesPerElement[array.dtype];
  const flat: (number | boolean)[] = [];
  forEachPosition(array, (position) => {
    const value = memory[base + position] as number;
    flat.push(array.dtype === "bool" ? value !== 0 : value);
  });
  let at = 0;
  const build = (axis: number): Nested<number | boolean> =>
    axis === array.shape.length
      ? (flat[at++] as number | boolean)
      : Array.from({ length: array.shape[axis] as number }, () => build(axis + 1));
  return build(0) as Nested<number>;
}
