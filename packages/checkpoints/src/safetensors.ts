import { type DType, Tensor } from "@unroll/tensor";
import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { type ElementType, elementTypes, readElements, writtenAs } from "./element-types.ts";
import {
  type HeaderEntry,
  isNameAllowed,
  LENGTH_BYTES,
  MAX_HEADER_BYTES,
  METADATA,
  readHeader,
} from "./safetensors-header.ts";

/** What a safetensors file holds. */
export interface Safetensors {
  /** By name, in the order of the header. */
  readonly tensors: Record<string, Tensor<DType>>;
  /** Free text by name. */
  readonly metadata: Record<string, string>;
}

/** Options of {@link encodeSafetensors}. */
export interface EncodeOptions {
  /** Free text by name, kept beside the tensors. Default none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function checkEncodable(names: readonly string[], metadata: Readonly<Record<string, string>>): void {
  for (const name of [...names, ...Object.keys(metadata)]) {
    if (!isNameAllowed(name) || name === METADATA) {
      throw new CheckpointError(`encodeSafetensors: the name ${quoted(name)} is not allowed`, name);
    }
  }
  for (const [key, value] of Object.entries(metadata)) {
    if (typeof value === "string") continue;
    throw new CheckpointError(`encodeSafetensors: metadata must be strings; ${quoted(key)} is ${typeof value}`);
  }
}

/**
 * The bytes of a safetensors file.
 *
 * ```
 * 8 bytes   N, the length of the header, a little-endian uint64
 * N bytes   the header, JSON: { name: { dtype, shape, data_offsets: [begin, end] }, ... }, padded with spaces to a multiple of 8
 * the rest  the elements of all tensors, row-major, little-endian, without gaps
 * ```
 *
 * float64 is written as F64, float32 as F32, int32 as I32, bool as BOOL. Tensors are written largest element type
 * first, then by name, so that each is aligned and the same tensors always give the same bytes. The format:
 * https://github.com/huggingface/safetensors.
 *
 * @param tensors by name, for example a module's `stateDict()`.
 * @param options `metadata`: free text by name.
 * @throws CheckpointError when a name is `__metadata__` or `__proto__`, when metadata are not strings, or when the
 * header grows over 100 MB.
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from "@unroll/checkpoints";
 * import { tensor } from "@unroll/tensor";
 * const bytes = encodeSafetensors({ weight: tensor([[1, 2], [3, 4]]) }, { metadata: { epoch: "7" } });
 * const { tensors, metadata } = decodeSafetensors(bytes);
 * tensors.weight?.toArray(); // => [[1, 2], [3, 4]]
 * metadata; // => { "epoch": "7" }
 * ```
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor<DType>>>,
  options: EncodeOptions = {},
): Uint8Array<ArrayBuffer> {
  const { metadata = {} } = options;
  checkEncodable(Object.keys(tensors), metadata);
  const typeOf = ({ dtype }: Tensor<DType>): ElementType => elementTypes[writtenAs[dtype]] as ElementType;
  const inOrder = Object.entries(tensors).sort(
    ([nameA, a], [nameB, b]) => typeOf(b).bytes - typeOf(a).bytes || compareText(nameA, nameB),
  );

  const fields = Object.keys(metadata).length > 0 ? [`"${METADATA}":${JSON.stringify(metadata)}`] : [];
  let dataLength = 0;
  for (const [name, tensor] of inOrder) {
    const begin = dataLength;
    dataLength += tensor.size * typeOf(tensor).bytes;
    const entry = { dtype: writtenAs[tensor.dtype], shape: tensor.shape, data_offsets: [begin, dataLength] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
  }
  const header = new TextEncoder().encode(`{${fields.join(",")}}`);
  const headerLength = Math.ceil(header.length / 8) * 8;
  if (headerLength > MAX_HEADER_BYTES) {
    throw new CheckpointError(
      `encodeSafetensors: the header has ${headerLength} bytes, more than the ${MAX_HEADER_BYTES} that the format allows`,
    );
  }

  const dataStart = LENGTH_BYTES + headerLength;
  const bytes = new Uint8Array(dataStart + dataLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.fill(0x20, LENGTH_BYTES, dataStart);
  bytes.set(header, LENGTH_BYTES);
  let position = dataStart;
  for (const [, tensor] of inOrder) {
    const { buffer, byteOffset, byteLength } = tensor.data();
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), position);
    position += byteLength;
  }
  return bytes;
}

function readTensor(bytes: Uint8Array, { name, type, shape, begin, end }: HeaderEntry): Tensor<DType> {
  const subject = { reader: "decodeSafetensors", what: `tensor ${quoted(name)}`, tensorName: name };
  return new Tensor<DType>(readElements(bytes.subarray(begin, end), type, shape, subject));
}

/**
 * Reads a safetensors file.
 *
 * The file is not trusted: its header is checked as a whole, every byte must belong to one tensor, and nothing is
 * allocated that the file does not fill. F16 and BF16 become float32, and I64, U64, U32, I16, U16, I8 and U8 become
 * int32, exactly; a number that int32 cannot hold is refused.
 *
 * @param bytes the whole file.
 * @returns `tensors` by name, and `metadata`.
 * @throws CheckpointError saying what is wrong with the file; then no tensor is left behind.
 * @example
 * ```ts
 * import { CheckpointError, decodeSafetensors } from "@unroll/checkpoints";
 * let message = "";
 * try {
 *   decodeSafetensors(new Uint8Array([1, 2, 3]));
 * } catch (error) {
 *   if (error instanceof CheckpointError) message = error.message;
 * }
 * message.slice(0, 41); // => "decodeSafetensors: the file has 3 bytes, "
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array): Safetensors {
  const { entries, metadata } = readHeader(bytes);
  const read: [string, Tensor<DType>][] = [];
  try {
    for (const entry of entries) read.push([entry.name, readTensor(bytes, entry)]);
  } catch (error) {
    for (const [, tensor] of read) tensor.dispose();
    throw error;
  }
  return { tensors: Object.fromEntries(read), metadata };
}
