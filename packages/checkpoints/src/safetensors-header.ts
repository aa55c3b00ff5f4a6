import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { findDuplicateKey } from "./duplicate-key.ts";
import { type ElementType, elementTypes, MAX_DIMENSIONS } from "./element-types.ts";

/** The number of bytes before the header: its length, a little-endian uint64. */
export const LENGTH_BYTES = 8;
/** The longest header that the format allows. */
export const MAX_HEADER_BYTES = 100_000_000;
/** Under this name stands the metadata. */
export const METADATA = "__metadata__";

/** Where a tensor lies. Everything is checked: the bytes are there, are its own, and are as many as its shape says. */
export interface HeaderEntry {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  /** From the start of the file. */
  readonly begin: number;
  readonly end: number;
}

/** A header that was checked. */
export interface Header {
  readonly entries: readonly HeaderEntry[];
  readonly metadata: Record<string, string>;
}

function refuse(problem: string, tensorName?: string): never {
  throw new CheckpointError(`decodeSafetensors: ${problem}`, tensorName);
}

/** Whether a name may stand in a record: this one would name its prototype in code that assigns it. */
export function isNameAllowed(name: string): boolean {
  return name !== "__proto__";
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** Finds the header, and where the data begin. */
function locateHeader(bytes: Uint8Array): { text: string; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) {
    refuse(
      `the file has ${bytes.length} bytes, and the length of a header alone takes ${LENGTH_BYTES}; it is truncated or empty`,
    );
  }
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  if (length > MAX_HEADER_BYTES) {
    refuse(
      `the header is said to have ${length} bytes, more than the ${MAX_HEADER_BYTES} that the format allows; this is no safetensors file`,
    );
  }
  const left = bytes.length - LENGTH_BYTES;
  if (length > left) {
    refuse(
      `the header is said to have ${length} bytes, but only ${left} follow; the file is truncated or no safetensors file`,
    );
  }
  const dataStart = LENGTH_BYTES + Number(length);
  try {
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    return { text: decoder.decode(bytes.subarray(LENGTH_BYTES, dataStart)), dataStart };
  } catch {
    return refuse("the header is not UTF-8 text; this is no safetensors file");
  }
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!text.startsWith("{") || !isRecord(value)) refuse("the header is not a JSON object; this is no safetensors file");
  const twice = findDuplicateKey(text);
  if (twice !== undefined) refuse(`the header names ${quoted(twice)} twice`, twice);
  return value;
}

function checkMetadata(value: unknown): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) refuse(`${METADATA} must be an object of strings`);
  const entries = Object.entries(value);
  for (const [key, text] of entries) {
    if (!isNameAllowed(key)) refuse(`${METADATA} uses the name ${quoted(key)}, which is not allowed`);
    if (typeof text !== "string") refuse(`${METADATA} must be an object of strings; ${quoted(key)} is none`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}

function checkEntry(name: string, value: unknown, dataStart: number, dataLength: number): HeaderEntry {
  const subject = `tensor ${quoted(name)}`;
  if (!isNameAllowed(name)) refuse(`${subject} has a name that is not allowed`, name);
  if (!isRecord(value)) refuse(`${subject} must be described by an object`, name);
  const { dtype, shape, data_offsets: offsets } = value;
  if (typeof dtype !== "string" || !Object.hasOwn(elementTypes, dtype)) {
    const known = Object.keys(elementTypes).join(", ");
    const got = typeof dtype === "string" ? quoted(dtype) : typeof dtype;
    refuse(`${subject} must have a dtype among ${known}; got ${got}`, name);
  }
  if (!Array.isArray(shape) || !shape.every(isSize) || shape.length > MAX_DIMENSIONS) {
    refuse(`${subject} must have a shape of at most ${MAX_DIMENSIONS} whole numbers from 0 up`, name);
  }
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(isSize)) {
    refuse(`${subject} must have data_offsets of two whole numbers from 0 up`, name);
  }
  const [begin, end] = offsets as [number, number];
  if (begin > end) refuse(`${subject} begins at byte ${begin} and ends before, at ${end}`, name);
  if (end > dataLength) {
    refuse(
      `${subject} ends at byte ${end} of the data, but the file has only ${dataLength}; it is truncated or its header is wrong`,
      name,
    );
  }
  const type = elementTypes[dtype] as ElementType;
  // In double precision a product that is too large is only more too large.
  const expected = shape.reduce((product, dimension) => product * dimension, type.bytes);
  if (expected !== end - begin) {
    refuse(`${subject} has ${end - begin} bytes, but shape [${shape.join(", ")}] of ${dtype} takes ${expected}`, name);
  }
  return { name, type, shape, begin: dataStart + begin, end: dataStart + end };
}

/** Refuses bytes that two tensors share, and bytes that belong to none. */
function checkCoverage(entries: readonly HeaderEntry[], dataStart: number, dataEnd: number): void {
  let position = dataStart;
  const inOrder = [...entries].sort((a, b) => a.begin - b.begin || a.end - b.end);
  for (const { name, begin, end } of inOrder) {
    if (begin < position)
      refuse(`tensor ${quoted(name)} overlaps another at byte ${begin - dataStart} of the data`, name);
    if (begin > position) {
      refuse(
        `bytes ${position - dataStart} to ${begin - dataStart} of the data, before tensor ${quoted(name)}, belong to no tensor`,
        name,
      );
    }
    position = end;
  }
  if (position < dataEnd) refuse(`the last ${dataEnd - position} bytes of the file belong to no tensor`);
}

/**
 * Reads and checks the header of a file. Allocates in proportion to the header that is there, not to what it claims.
 */
export function readHeader(bytes: Uint8Array): Header {
  const { text, dataStart } = locateHeader(bytes);
  const { [METADATA]: metadata, ...tensors } = parseObject(text);
  const entries = Object.entries(tensors).map(([name, value]) =>
    checkEntry(name, value, dataStart, bytes.length - dataStart),
  );
  checkCoverage(entries, dataStart, bytes.length);
  return { entries, metadata: checkMetadata(metadata) };
}
