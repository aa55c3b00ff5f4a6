import { type FloatDType, formatShape, type Shape, ShapeError, type Tensor } from "@unroll/tensor";

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

/** Refuses a shape that is none of the expected ones. `what` begins the message: the function and its argument. */
export function requireShape(what: string, shape: Shape, ...expected: readonly Dimensions[]): void {
  if (expected.some((dimensions) => hasShape(shape, dimensions))) return;
  // Of several forms the one with as many axes is meant.
  const meant = expected.filter((dimensions) => Object.keys(dimensions).length === shape.length);
  const forms = (meant.length > 0 ? meant : expected).map(describeShape).join(" or ");
  throw new ShapeError(`${what} must have shape ${forms}; got ${formatShape(shape)}`);
}

/** Refuses lengths that do not fit the batch, and gives them as numbers. */
export function requireLengths(operation: string, lengths: Lengths, batch: number, time: number): readonly number[] {
  const values = "data" in lengths ? [...lengths.data()] : lengths;
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
export function requireState(what: string, state: object, like: object): void {
  const names = Object.keys(like);
  const given = Object.keys(state);
  if (given.length !== names.length || names.some((name) => !Object.hasOwn(state, name))) {
    throw new ShapeError(`${what} must hold ${names.join(" and ")}; got ${given.join(" and ") || "nothing"}`);
  }
  const tensors = new Map(namedTensors(state));
  for (const [name, { shape }] of namedTensors(like)) {
    const got = (tensors.get(name) as Tensor).shape;
    if (got.length === shape.length && got.every((size, axis) => size === shape[axis])) continue;
    throw new ShapeError(`${what}.${name} must have shape ${formatShape(shape)}; got ${formatShape(got)}`);
  }
}
