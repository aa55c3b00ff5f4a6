import { forEachPosition, sliceAxis } from "./arrays/layout.ts";
import { bytesPerElement, type DType } from "./dtype.ts";
import { type NDArray, wholeMemory } from "./ndarray.ts";
import { formatShape, type Shape } from "./shape.ts";

/** The longest axis that is printed whole, for the last axis and for the others; of a longer one the first and last three. */
const WHOLE_ROW = 10;
const WHOLE = 6;
const EDGE = 3;
/** About how many rows are printed at most: of outer axes fewer entries are shown, until it is so. */
const ROWS = 36;

function formatNumber(value: number, dtype: DType): string {
  if (dtype === "bool") return value === 0 ? "false" : "true";
  if (dtype === "int32" || !Number.isFinite(value)) return String(value);
  if (Object.is(value, -0)) return "-0";
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return String(value);
  // Four digits: 0.3333, 1235 (for 1234.567), 1.235e+6 and not a number with wrong zeros at its end.
  const [digits, exponent] = value.toPrecision(4).split("e");
  return exponent === undefined ? String(Number(digits)) : `${Number(digits)}e${exponent}`;
}

/** How many entries of every axis are shown, from both of its ends. */
function shownEntries(shape: Shape): number[] {
  const last = shape.length - 1;
  const shown = shape.map((size, axis) => (size <= (axis === last ? WHOLE_ROW : WHOLE) ? size : 2 * EDGE));
  let rows = 1;
  for (let axis = last - 1; axis >= 0; axis--) {
    const size = shown[axis] as number;
    const fitting = [size, 2].find((entries) => rows * entries <= ROWS) ?? 1;
    shown[axis] = Math.min(size, fitting);
    rows *= shown[axis] as number;
  }
  return shown;
}

function excerpt(array: NDArray, shown: readonly number[], indent: string): string {
  if (array.shape.length === 0) {
    const memory = wholeMemory(array.dtype);
    return formatNumber(memory[array.address / bytesPerElement[array.dtype]] as number, array.dtype);
  }
  const length = array.shape[0] as number;
  const entries = shown[0] as number;
  const parts = Array.from({ length: entries }, (_, i) => {
    const index = i < Math.ceil(entries / 2) ? i : length - entries + i;
    const row = sliceAxis(array, 0, index, index + 1);
    return excerpt(row.view(row.shape.slice(1), row.strides.slice(1)), shown.slice(1), `${indent} `);
  });
  if (entries < length) parts.splice(Math.ceil(entries / 2), 0, "...");
  return `[${parts.join(array.shape.length === 1 ? ", " : `,\n${indent} `)}]`;
}

/** Shape, element type and a readable part of the values. */
export function formatArray(array: NDArray, requiresGrad: boolean): string {
  const title = `Tensor ${formatShape(array.shape)} ${array.dtype}${requiresGrad ? " requiresGrad" : ""}`;
  if (!array.storage.alive) return `${title} (freed)`;
  return `${title}\n${excerpt(array, shownEntries(array.shape), "")}`;
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
