import { contiguous, type DType, type NDArray, Tensor } from "@unroll/tensor";
import { readElements, type Subject } from "./element-types.ts";
import { MAGIC, PREFIX_BYTES, readNpyHeader } from "./npy-header.ts";

/** numpy's names of what a tensor's elements are written as: little-endian, where they have several bytes. */
const writtenAs: Readonly<Record<DType, string>> = { float64: "<f8", float32: "<f4", int32: "<i4", bool: "|b1" };
/** The elements begin at a multiple of it, in a file and so in memory that is mapped to it. */
const ALIGNMENT = 64;

/**
 * The bytes of a .npy file, one array of numpy's: what `numpy.save` writes and `numpy.load` reads.
 *
 * ```
 * 6 bytes   the byte 0x93, then NUMPY
 * 2 bytes   the version of the format, 1 and 0
 * 2 bytes   N, the length of the header, a little-endian uint16
 * N bytes   the header, a Python dict: {'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }, padded with spaces
 *           and a line feed, so that the elements begin at a multiple of 64
 * the rest  the elements, row-major, little-endian
 * ```
 *
 * float64 is written as `<f8`, float32 as `<f4`, int32 as `<i4`, bool as `|b1`. The format:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 *
 * @param tensor of any shape; a view is written as it looks.
 * @example
 * ```ts
 * import { decodeNpy, encodeNpy } from "@unroll/checkpoints";
 * import { tensor } from "@unroll/tensor";
 * const bytes = encodeNpy(tensor([[1, 2], [3, 4]]));
 * bytes.length; // => 144
 * decodeNpy(bytes).toArray(); // => [[1, 2], [3, 4]]
 * ```
 */
export function encodeNpy(tensor: Tensor<DType>): Uint8Array<ArrayBuffer> {
  const { dtype, shape } = tensor;
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const dict = `{'descr': '${writtenAs[dtype]}', 'fortran_order': False, 'shape': ${tuple}, }`;
  const dataStart = Math.ceil((PREFIX_BYTES + dict.length + 1) / ALIGNMENT) * ALIGNMENT;
  const headerLength = dataStart - PREFIX_BYTES;
  const { buffer, byteOffset, byteLength } = tensor.data();
  const bytes = new Uint8Array(dataStart + byteLength);
  bytes.set([...MAGIC, 1, 0, headerLength & 255, headerLength >> 8]);
  bytes.set(new TextEncoder().encode(`${dict.padEnd(headerLength - 1)}\n`), PREFIX_BYTES);
  bytes.set(new Uint8Array(buffer, byteOffset, byteLength), dataStart);
  return bytes;
}

/** A copy in which every element of `width` bytes is turned round. */
function withSwappedBytes(bytes: Uint8Array, width: number): Uint8Array {
  const swapped = new Uint8Array(bytes.length);
  for (let start = 0; start < bytes.length; start += width) {
    for (let i = 0; i < width; i++) swapped[start + i] = bytes[start + width - 1 - i] as number;
  }
  return swapped;
}

/** The same elements with the axes the other way round, row-major again. */
function reverseAxes(array: NDArray): NDArray {
  const turned = contiguous(array.view([...array.shape].reverse(), [...array.strides].reverse()));
  if (turned.storage !== array.storage) array.storage.dispose();
  return turned;
}

/** Reads a whole .npy file, that of `subject`. */
export function readNpy(bytes: Uint8Array, subject: Subject): Tensor<DType> {
  const { type, isBigEndian, isFortranOrder, shape, dataStart } = readNpyHeader(bytes, subject);
  const data = bytes.subarray(dataStart);
  const elements = isBigEndian ? withSwappedBytes(data, type.bytes) : data;
  // Fortran's order of a shape is the row-major order of the reversed one.
  const array = readElements(elements, type, isFortranOrder ? [...shape].reverse() : shape, subject);
  return new Tensor<DType>(isFortranOrder ? reverseAxes(array) : array);
}

/**
 * Reads a .npy file, one array of numpy's, in version 1.0, 2.0 or 3.0 of the format.
 *
 * The file is not trusted: its header is checked as a whole, the elements must be as many as the shape says and fill the
 * file, and nothing is allocated before that. The header is parsed, never evaluated, and arrays of Python objects, which
 * are pickles, are refused. Elements in either byte order, and arrays in C's or Fortran's order of elements, are read.
 * f2 becomes float32, and i1, i2, i8, u1, u2, u4 and u8 become int32, exactly; a number that int32 cannot hold is refused.
 *
 * @param bytes the whole file.
 * @returns the array, row-major whatever the file's order.
 * @throws CheckpointError saying what is wrong with the file; then no tensor is left behind.
 * @example
 * ```ts
 * import { decodeNpy, encodeNpy } from "@unroll/checkpoints";
 * import { tensor } from "@unroll/tensor";
 * const bytes = encodeNpy(tensor([1, 2]));
 * decodeNpy(bytes).toArray(); // => [1, 2]
 * decodeNpy(bytes.subarray(0, 132)); // throws CheckpointError: decodeNpy: the array has 4 bytes of elements, but shape [2]
 * ```
 */
export function decodeNpy(bytes: Uint8Array): Tensor<DType> {
  return readNpy(bytes, { reader: "decodeNpy", what: "the array" });
}
