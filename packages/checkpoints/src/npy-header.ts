import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { type ElementType, elementTypes, MAX_DIMENSIONS, type Subject } from "./element-types.ts";
import { type PythonValue, parsePythonDict } from "./python-literal.ts";

/** What every file begins with: a byte that no text has, and NUMPY. */
export const MAGIC: readonly number[] = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];
/** Before the header of version 1.0: the magic, two bytes of version, and the header's length, a little-endian uint16. */
export const PREFIX_BYTES = 10;
/** The longest header that is read, as in numpy: what is longer describes no tensor. */
const MAX_HEADER_BYTES = 10_000;

/** The element types by numpy's kind and width, and their names in {@link elementTypes}. */
const typeNames: Readonly<Record<string, string>> = {
  f2: "F16",
  f4: "F32",
  f8: "F64",
  i1: "I8",
  i2: "I16",
  i4: "I32",
  i8: "I64",
  u1: "U8",
  u2: "U16",
  u4: "U32",
  u8: "U64",
  b1: "BOOL",
};

/** What a file says of its array. Everything is checked: the elements are there, and as many as the shape says. */
export interface NpyHeader {
  readonly type: ElementType;
  readonly isBigEndian: boolean;
  /** Whether the first index runs fastest in the file, not the last. */
  readonly isFortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin; they go on to the end of the file. */
  readonly dataStart: number;
}

function refuse({ reader, what, tensorName }: Subject, problem: string): never {
  throw new CheckpointError(`${reader}: ${what} ${problem}`, tensorName);
}

/** Finds the header, and where the elements begin. */
function locateHeader(bytes: Uint8Array, subject: Subject): { text: string; dataStart: number } {
  if (MAGIC.some((byte, i) => i < bytes.length && bytes[i] !== byte)) {
    refuse(subject, "does not begin with the byte 0x93 and NUMPY; this is no .npy file");
  }
  if (bytes.length < PREFIX_BYTES) {
    refuse(
      subject,
      `has ${bytes.length} bytes, and what stands before a header takes ${PREFIX_BYTES}; it is truncated or empty`,
    );
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const version = `${view.getUint8(6)}.${view.getUint8(7)}`;
  if (version !== "1.0" && version !== "2.0" && version !== "3.0") {
    refuse(subject, `must be of version 1.0, 2.0 or 3.0 of the format; got ${version}`);
  }
  const start = version === "1.0" ? PREFIX_BYTES : PREFIX_BYTES + 2;
  if (bytes.length < start) refuse(subject, `has ${bytes.length} bytes and ends before its header; it is truncated`);
  const length = version === "1.0" ? view.getUint16(8, true) : view.getUint32(8, true);
  const left = bytes.length - start;
  if (length > MAX_HEADER_BYTES) {
    refuse(subject, `is said to have a header of ${length} bytes, more than the ${MAX_HEADER_BYTES} that are read`);
  }
  if (length > left) {
    refuse(subject, `is said to have a header of ${length} bytes, but only ${left} follow; it is truncated`);
  }
  const dataStart = start + length;
  try {
    const decoder = new TextDecoder(version === "3.0" ? "utf-8" : "latin1", { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(bytes.subarray(start, dataStart)), dataStart };
  } catch {
    return refuse(subject, "has a header that is not UTF-8 text");
  }
}

function parseHeader(text: string, subject: Subject): ReadonlyMap<string, PythonValue> {
  if (/^\s*\{\s*['"]descr['"]\s*:\s*\[/.test(text)) {
    refuse(subject, "holds records (a structured dtype), which no tensor has");
  }
  const fields = parsePythonDict(text);
  const names = [...(fields?.keys() ?? [])].sort().join(", ");
  if (fields === undefined || names !== "descr, fortran_order, shape") {
    const got = fields === undefined ? "another text" : `a dict of ${quoted(names)}`;
    refuse(subject, `must have a header that is a Python dict of descr, fortran_order and shape; got ${got}`);
  }
  return fields;
}

function checkType(descr: PythonValue | undefined, subject: Subject): { type: ElementType; isBigEndian: boolean } {
  if (typeof descr !== "string") refuse(subject, "must have a descr that is text");
  if (/^[|<>=]?O/.test(descr)) {
    refuse(subject, `holds Python objects (dtype ${quoted(descr)}), whose reading could run code; they are never read`);
  }
  const [, order, name = ""] = /^([<>|])([a-z][0-9])$/.exec(descr) ?? [];
  const type = Object.hasOwn(typeNames, name) ? elementTypes[typeNames[name] as string] : undefined;
  if (type === undefined || (order === "|" && type.bytes > 1)) {
    const known = Object.keys(typeNames).join(", ");
    refuse(subject, `must have a dtype among ${known}, with < or > before it (| for one byte); got ${quoted(descr)}`);
  }
  return { type, isBigEndian: order === ">" };
}

function isShape(value: PythonValue | undefined): value is readonly number[] {
  return Array.isArray(value) && value.length <= MAX_DIMENSIONS && value.every(Number.isSafeInteger);
}

/**
 * Reads and checks everything before the elements. The format:
 * https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
 */
export function readNpyHeader(bytes: Uint8Array, subject: Subject): NpyHeader {
  const { text, dataStart } = locateHeader(bytes, subject);
  const fields = parseHeader(text, subject);
  const { type, isBigEndian } = checkType(fields.get("descr"), subject);
  const isFortranOrder = fields.get("fortran_order");
  if (typeof isFortranOrder !== "boolean") refuse(subject, "must have a fortran_order that is True or False");
  const shape = fields.get("shape");
  if (!isShape(shape)) {
    refuse(subject, `must have a shape that is a tuple of at most ${MAX_DIMENSIONS} whole numbers from 0 up`);
  }
  // In double precision a product that is too large is only more too large.
  const expected = shape.reduce((product, dimension) => product * dimension, type.bytes);
  const left = bytes.length - dataStart;
  if (expected !== left) {
    const sizes = `has ${left} bytes of elements, but shape [${shape.join(", ")}] of ${fields.get("descr")} takes ${expected}`;
    refuse(subject, left < expected ? `${sizes}; it is truncated or its header is wrong` : sizes);
  }
  return { type, isBigEndian, isFortranOrder, shape, dataStart };
}
