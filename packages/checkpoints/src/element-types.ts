import { type DType, NDArray, type TypedArrays } from "@unroll/tensor";
import { CheckpointError } from "./checkpoint-error.ts";

/** The most dimensions that a tensor has. */
export const MAX_DIMENSIONS = 8;

/** What is being read, as messages name it. */
export interface Subject {
  /** The function that reads, such as `decodeSafetensors`. */
  readonly reader: string;
  /** Such as `tensor "weight"`. */
  readonly what: string;
  readonly tensorName?: string;
}

/** One element type of a file. */
export interface ElementType {
  /** Of one element in the file. */
  readonly bytes: number;
  /** What its tensors become. */
  readonly dtype: DType;
  /** Writes all elements of `source` into `out`; absent where they are the same bytes. */
  readonly convert?: (source: DataView, out: TypedArrays[DType], subject: Subject) => void;
}

/** Every element type that can be read, by its name in safetensors. The first four are also written. */
export const elementTypes: Readonly<Record<string, ElementType>> = {
  F64: { bytes: 8, dtype: "float64" },
  F32: { bytes: 4, dtype: "float32" },
  I32: { bytes: 4, dtype: "int32" },
  BOOL: { bytes: 1, dtype: "bool", convert: convertBooleans },
  F16: { bytes: 2, dtype: "float32", convert: convertHalves },
  BF16: { bytes: 2, dtype: "float32", convert: convertBrainFloats },
  I64: {
    bytes: 8,
    dtype: "int32",
    convert: (...to) => convertIntegers(8, (from, at) => from.getBigInt64(at, true), ...to),
  },
  U64: {
    bytes: 8,
    dtype: "int32",
    convert: (...to) => convertIntegers(8, (from, at) => from.getBigUint64(at, true), ...to),
  },
  U32: {
    bytes: 4,
    dtype: "int32",
    convert: (...to) => convertIntegers(4, (from, at) => from.getUint32(at, true), ...to),
  },
  I16: {
    bytes: 2,
    dtype: "int32",
    convert: (...to) => convertIntegers(2, (from, at) => from.getInt16(at, true), ...to),
  },
  U16: {
    bytes: 2,
    dtype: "int32",
    convert: (...to) => convertIntegers(2, (from, at) => from.getUint16(at, true), ...to),
  },
  I8: { bytes: 1, dtype: "int32", convert: (...to) => convertIntegers(1, (from, at) => from.getInt8(at), ...to) },
  U8: { bytes: 1, dtype: "int32", convert: (...to) => convertIntegers(1, (from, at) => from.getUint8(at), ...to) },
};

/** The name in safetensors of what a tensor's elements are written as. */
export const writtenAs: Readonly<Record<DType, string>> = {
  float64: "F64",
  float32: "F32",
  int32: "I32",
  bool: "BOOL",
};

/** A new array of all elements of `bytes`, row-major and little-endian; the caller has checked that they fill `shape`. */
export function readElements(
  bytes: Uint8Array,
  type: ElementType,
  shape: readonly number[],
  subject: Subject,
): NDArray {
  const array = NDArray.empty(type.dtype, shape);
  const out = array.elements();
  if (type.convert === undefined) {
    new Uint8Array(out.buffer, out.byteOffset, out.byteLength).set(bytes);
    return array;
  }
  try {
    type.convert(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), out, subject);
  } catch (error) {
    array.storage.dispose();
    throw error;
  }
  return array;
}

/** Whole numbers of any width: exact, or refused. */
function convertIntegers(
  bytes: number,
  read: (source: DataView, at: number) => number | bigint,
  source: DataView,
  out: TypedArrays[DType],
  subject: Subject,
): void {
  for (let i = 0; i < out.length; i++) {
    const value = read(source, i * bytes);
    if (value < -2147483648 || value > 2147483647) {
      throw new CheckpointError(
        `${subject.reader}: element ${i} of ${subject.what} is ${value}, which does not fit into int32`,
        subject.tensorName,
      );
    }
    out[i] = Number(value);
  }
}

function convertBooleans(source: DataView, out: TypedArrays[DType], subject: Subject): void {
  for (let i = 0; i < out.length; i++) {
    const value = source.getUint8(i);
    if (value > 1) {
      throw new CheckpointError(
        `${subject.reader}: element ${i} of ${subject.what} is the byte ${value}; a BOOL is 0 or 1`,
        subject.tensorName,
      );
    }
    out[i] = value;
  }
}

/** IEEE half precision, a sign, 5 bits of exponent and 10 of fraction; every one is a float32. */
function convertHalves(source: DataView, out: TypedArrays[DType]): void {
  for (let i = 0; i < out.length; i++) {
    const bits = source.getUint16(2 * i, true);
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const magnitude = exponent === 31 ? (fraction === 0 ? Infinity : NaN) : halfMagnitude(exponent, fraction);
    out[i] = bits >= 0x8000 ? -magnitude : magnitude;
  }
}

function halfMagnitude(exponent: number, fraction: number): number {
  if (exponent === 0) return fraction / (1 << 24);
  const scaled = 1024 + fraction; // times 2^(exponent - 25)
  return exponent >= 25 ? scaled * (1 << (exponent - 25)) : scaled / (1 << (25 - exponent));
}

/** bfloat16 is the upper half of a float32. */
function convertBrainFloats(source: DataView, out: TypedArrays[DType]): void {
  const bits = new Uint32Array(out.buffer, out.byteOffset, out.length);
  for (let i = 0; i < bits.length; i++) bits[i] = source.getUint16(2 * i, true) << 16;
}
