import {
  type DType,
  DTypeError,
  type FloatDType,
  formatShape,
  requireTensor,
  type Shape,
  ShapeError,
  type Tensor,
} from "@unroll/tensor";

/** Dimensions by name, in order; undefined where any size will do. */
type Dimensions = Readonly<Record<string, number | undefined>>;

/** Valid steps of each row of a batch. */
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
  values.forEach((length, row) => {
    if (Number.isInteger(length) && length >= 0 && length <= time) return;
    throw new RangeError(`${operation}: lengths[${row}] must be an integer from 0 to time=${time}; got ${length}`);
  });
  return values;
}

/** The tensors of a state by name. */
export function namedTensors<D extends FloatDType>(state: object): [string, Tensor<D>][] {
  return Object.entries(state) as [string, Tensor<D>][];
}

/** Refuses a state whose names or shapes are not those of `like`. */
export function requireState(operation: string, argument: string, state: object, like: object): void {
  const what = `${operation}: ${argument}`;
  const names = Object.keys(like);
  const given = typeof state === "object" && state !== null ? Object.keys(state) : [String(state)];
  if (given.length !== names.length || names.some((name) => !given.includes(name))) {
    throw new ShapeError(`${what} must hold ${names.join(" and ")}; got ${given.join(" and ") || "nothing"}`);
  }
  const tensors = new Map(namedTensors(state));
  for (const [name, { shape }] of namedTensors(like)) {
    const part = tensors.get(name) as Tensor;
    requireTensor(part, operation, `${argument}.${name}`);
    const got = part.shape;
    if (got.length === shape.length && got.every((size, axis) => size === shape[axis])) continue;
    throw new ShapeError(`${what}.${name} must have shape ${formatShape(shape)}; got ${formatShape(got)}`);
  }
}
