import { type DType, DTypeError, formatShape, requireTensor, type Shape, ShapeError, Tensor } from "@unroll/tensor";
import { namedTensors } from "./state.ts";

/** Dimensions by name, in order; undefined where any size will do. */
type Dimensions = Readonly<Record<string, number | undefined>>;

/** Valid steps of each row of a batch: integers from 0 to T, in any order; as a tensor, int32 [B]. */
export type Lengths = readonly number[] | Tensor<"int32">;

function describeShape(dimensions: Dimensions): string {
  const parts = Object.entries(dimensions).map(([name, size]) => (size === undefined ? name : `${name}=${size}`));
  return `[${parts.join(", ")}]`;
}

function hasShape(shape: Shape, dimensions: Dimensions): boolean {
  const wanted = Object.values(dimensions);
  return shape.length === wanted.length && wanted.every((size, axis) => size === undefined || size === shape[axis]);
}

/** Refuses what is no tensor, and a shape that is none of the expected ones. */
export function requireShape(
  operation: string,
  argument: string,
  tensor: Tensor<DType>,
  ...expected: readonly Dimensions[]
): void {
  requireTensor(tensor, operation, argument);
  const { shape } = tensor;
  if (expected.some((dimensions) => hasShape(shape, dimensions))) return;
  // Of several forms the one with as many axes is meant.
  const meant = expected.filter((dimensions) => Object.keys(dimensions).length === shape.length);
  const forms = (meant.length > 0 ? meant : expected).map(describeShape).join(" or ");
  throw new ShapeError(`${operation}: ${argument} must have shape ${forms}; got ${formatShape(shape)}`);
}

function lengthValues(operation: string, lengths: Lengths): readonly number[] {
  if (Array.isArray(lengths)) return lengths as readonly number[];
  const given = lengths as Tensor<DType>;
  requireTensor(given, operation, "lengths", "a list of integers or an int32 tensor");
  if (given.dtype !== "int32") throw new DTypeError(`${operation}: lengths must be int32; got ${given.dtype}`);
  if (given.rank !== 1)
    throw new ShapeError(`${operation}: lengths must have shape [batch]; got ${formatShape(given.shape)}`);
  return [...given.data()];
}

/** Refuses lengths that do not fit the batch, and gives them as numbers. */
export function requireLengths(operation: string, lengths: Lengths, batch: number, time: number): readonly number[] {
  const values = lengthValues(operation, lengths);
  if (values.length !== batch) {
    throw new ShapeError(
      `${operation}: lengths must have one entry for each of the ${batch} rows of the batch; got ${values.length}`,
    );
  }
  // By entries, which do not pass over the holes of an array as forEach does.
  for (const [row, length] of values.entries()) {
    if (Number.isInteger(length) && length >= 0 && length <= time) continue;
    throw new RangeError(`${operation}: lengths[${row}] must be an integer from 0 to time=${time}; got ${length}`);
  }
  return values;
}

/** Refuses what is no probability. */
export function requireProbability(operation: string, argument: string, value: number): void {
  if (typeof value === "number" && value >= 0 && value <= 1) return;
  throw new RangeError(`${operation}: ${argument} must be from 0 to 1; got ${value}`);
}

/** Refuses what is none of the allowed words. */
export function requireOneOf(operation: string, argument: string, value: string, allowed: readonly string[]): void {
  if (allowed.includes(value)) return;
  const words = allowed.map((word) => JSON.stringify(word)).join(" or ");
  throw new RangeError(`${operation}: ${argument} must be ${words}; got ${JSON.stringify(value) ?? String(value)}`);
}

function describeState(state: unknown): string {
  if (state instanceof Tensor) return `a tensor of shape ${formatShape(state.shape)}`;
  if (typeof state !== "object" || state === null) return String(state);
  return Object.keys(state).join(" and ") || "nothing";
}

/** Refuses a state that has not these names. */
export function requireNames(operation: string, argument: string, state: object, names: readonly string[]): void {
  const given = typeof state === "object" && state !== null ? Object.keys(state) : [];
  if (given.length === names.length && names.every((name) => given.includes(name))) return;
  throw new ShapeError(`${operation}: ${argument} must hold ${names.join(" and ")}; got ${describeState(state)}`);
}

/** Refuses a state whose names, shapes or types are not those of `like`. */
export function requireState(operation: string, argument: string, state: object, like: object): void {
  requireNames(operation, argument, state, Object.keys(like));
  const tensors = new Map(namedTensors(state));
  for (const [name, { shape, dtype }] of namedTensors(like)) {
    const part = tensors.get(name) as Tensor<DType>;
    requireTensor(part, operation, `${argument}.${name}`);
    if (part.dtype !== dtype) {
      throw new DTypeError(`${operation}: ${argument}.${name} must be ${dtype}; got ${part.dtype}`);
    }
    const got = part.shape;
    if (got.length === shape.length && got.every((size, axis) => size === shape[axis])) continue;
    throw new ShapeError(
      `${operation}: ${argument}.${name} must have shape ${formatShape(shape)}; got ${formatShape(got)}`,
    );
  }
}
