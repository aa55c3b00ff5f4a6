/** A shape that an operation cannot take. The message names the operation, the operands and both shapes. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/** An element type that an operation cannot take. */
export class DTypeError extends Error {
  override readonly name = "DTypeError";
}

/** The use of a tensor whose memory was given back, by `dispose()` or because its scope closed. */
export class DisposedTensorError extends Error {
  override readonly name = "DisposedTensorError";
}

/** A graph that cannot be walked backwards: used twice, changed in place since, or not recorded at all. */
export class GraphError extends Error {
  override readonly name = "GraphError";
}
