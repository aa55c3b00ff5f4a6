import { CheckpointError, quoted } from "./checkpoint-error.ts";

/** The records of an archive, by the four bytes that each begins with, read as a little-endian uint32. */
const LOCAL_HEADER = 0x04034b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const END_64_LOCATOR = 0x07064b50;

/** Their lengths without the names, comments and extra fields behind them. */
const LOCAL_HEADER_BYTES = 30;
const DIRECTORY_ENTRY_BYTES = 46;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_BYTES = 20;

/** Stands where the true number is in a field of 64 bits. */
const SATURATED_16 = 0xffff;
const SATURATED_32 = 0xffffffff;

/** Where an entry lies, and what is said of it. Everything is checked, but not yet whether the data are what they should. */
export interface DirectoryEntry {
  readonly name: string;
  readonly isDeflated: boolean;
  readonly checksum: number;
  /** When inflated. */
  readonly size: number;
  /** In the file. */
  readonly begin: number;
  readonly end: number;
}

function refuse(reader: string, problem: string): never {
  throw new CheckpointError(`${reader}: ${problem}`);
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A number of 64 bits; one that no file can reach becomes too large, not another. */
function getUint64(view: DataView, at: number): number {
  return Number(view.getBigUint64(at, true));
}

interface DirectoryPlace {
  readonly count: number;
  readonly begin: number;
  readonly end: number;
}

/** Where the record that ends an archive begins: its comment, which is the last of it, goes to the end of the file. */
function locateEnd(view: DataView): number | undefined {
  const last = view.byteLength - END_BYTES;
  for (let at = last; at >= 0 && at >= last - SATURATED_16; at--) {
    if (view.getUint32(at, true) === END && view.getUint16(at + 20, true) === last - at) return at;
  }
  return undefined;
}

function locateDirectory(view: DataView, reader: string): DirectoryPlace {
  const end = locateEnd(view);
  if (end === undefined) refuse(reader, "the zip archive has no end; it is truncated or no zip archive");
  if (view.getUint16(end + 4, true) !== view.getUint16(end + 6, true)) {
    refuse(reader, "the zip archive is one of several parts");
  }
  let place = {
    count: view.getUint16(end + 10, true),
    size: view.getUint32(end + 12, true),
    begin: view.getUint32(end + 16, true),
  };
  let limit = end;
  if (place.count === SATURATED_16 || place.size === SATURATED_32 || place.begin === SATURATED_32) {
    const locator = end - LOCATOR_BYTES;
    if (locator >= 0 && view.getUint32(locator, true) === END_64_LOCATOR) {
      limit = getUint64(view, locator + 8);
      if (limit > locator - END_64_BYTES || view.getUint32(limit, true) !== END_64) {
        refuse(reader, `the end of the zip archive is said to be at byte ${limit}, where it is not`);
      }
      place = {
        count: getUint64(view, limit + 32),
        size: getUint64(view, limit + 40),
        begin: getUint64(view, limit + 48),
      };
    }
  }
  const directoryEnd = place.begin + place.size;
  if (directoryEnd > limit) {
    refuse(
      reader,
      `the directory of the zip archive is said to end at byte ${directoryEnd}, behind the archive's end at ${limit}; it is truncated or damaged`,
    );
  }
  return { count: place.count, begin: place.begin, end: directoryEnd };
}

/** The three numbers of an entry that may stand in its extra field of 64 bits instead. */
interface Place {
  size: number;
  packedSize: number;
  offset: number;
}

function readExtra(view: DataView, begin: number, end: number, place: Place): void {
  for (let at = begin; at + 4 <= end; ) {
    const id = view.getUint16(at, true);
    const fieldEnd = at + 4 + view.getUint16(at + 2, true);
    let next = at + 4;
    at = fieldEnd;
    if (id !== 1 || fieldEnd > end) continue;
    for (const name of ["size", "packedSize", "offset"] as const) {
      if (place[name] !== SATURATED_32 || next + 8 > fieldEnd) continue;
      place[name] = getUint64(view, next);
      next += 8;
    }
  }
}

function decodeName(bytes: Uint8Array, reader: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return refuse(reader, "the zip archive has an entry whose name is not UTF-8 text");
  }
}

/** Where the data of an entry begin: behind its own header, which must say what the directory says. */
function checkLocalHeader(bytes: Uint8Array, offset: number, method: number, name: Uint8Array): number | undefined {
  if (offset + LOCAL_HEADER_BYTES + name.length > bytes.length) return undefined;
  const view = viewOf(bytes);
  const nameStart = offset + LOCAL_HEADER_BYTES;
  const isSame =
    view.getUint32(offset, true) === LOCAL_HEADER &&
    view.getUint16(offset + 8, true) === method &&
    view.getUint16(offset + 26, true) === name.length &&
    name.every((byte, i) => bytes[nameStart + i] === byte);
  return isSame ? nameStart + name.length + view.getUint16(offset + 28, true) : undefined;
}

/** Refuses data that two entries share, as bombs have them, and data that run into the directory. */
function checkOverlaps(
  entries: readonly DirectoryEntry[],
  starts: ReadonlyMap<DirectoryEntry, number>,
  limit: number,
  reader: string,
): void {
  const startOf = (entry: DirectoryEntry): number => starts.get(entry) as number;
  const inOrder = [...entries].sort((a, b) => startOf(a) - startOf(b));
  let end = 0;
  for (const entry of inOrder) {
    if (startOf(entry) < end) refuse(reader, `entry ${quoted(entry.name)} of the zip archive overlaps another`);
    end = entry.end;
    if (end > limit) {
      refuse(
        reader,
        `entry ${quoted(entry.name)} of the zip archive ends at byte ${end}, behind the data's end at ${limit}; it is truncated or damaged`,
      );
    }
  }
}

/** Reads and checks the directory of a zip archive. Nothing is inflated, and what is allocated is in proportion to the file. */
export function readDirectory(bytes: Uint8Array, reader: string): readonly DirectoryEntry[] {
  const view = viewOf(bytes);
  const directory = locateDirectory(view, reader);
  const entries: DirectoryEntry[] = [];
  const starts = new Map<DirectoryEntry, number>();
  const names = new Set<string>();
  let at = directory.begin;
  while (at < directory.end) {
    if (at + DIRECTORY_ENTRY_BYTES > directory.end || view.getUint32(at, true) !== DIRECTORY_ENTRY) {
      refuse(reader, `the directory of the zip archive is damaged at byte ${at}`);
    }
    const nameStart = at + DIRECTORY_ENTRY_BYTES;
    const nameEnd = nameStart + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > directory.end) refuse(reader, `the directory of the zip archive is damaged at byte ${at}`);
    const nameBytes = bytes.subarray(nameStart, nameEnd);
    const name = decodeName(nameBytes, reader);
    const subject = `entry ${quoted(name)} of the zip archive`;
    if (names.has(name)) refuse(reader, `the zip archive has two entries ${quoted(name)}`);
    names.add(name);
    // Bits 0, 6 and 13: encrypted, in one way or another.
    if (view.getUint16(at + 8, true) & 0x2041) refuse(reader, `${subject} is encrypted`);
    const method = view.getUint16(at + 10, true);
    if (method !== 0 && method !== 8)
      refuse(reader, `${subject} must be stored or deflated; it is packed by method ${method}`);
    const place: Place = {
      packedSize: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    };
    readExtra(view, nameEnd, extraEnd, place);
    const begin = checkLocalHeader(bytes, place.offset, method, nameBytes);
    if (begin === undefined) refuse(reader, `${subject} is not at byte ${place.offset}, where the directory says`);
    if (method === 0 && place.size !== place.packedSize) {
      refuse(reader, `${subject} is stored in ${place.packedSize} bytes, but said to have ${place.size}`);
    }
    const entry = {
      name,
      isDeflated: method === 8,
      checksum: view.getUint32(at + 16, true),
      size: place.size,
      begin,
      end: begin + place.packedSize,
    };
    entries.push(entry);
    starts.set(entry, place.offset);
    at = next;
  }
  if (entries.length !== directory.count) {
    refuse(
      reader,
      `the zip archive is said to have ${directory.count} entries, and its directory has ${entries.length}`,
    );
  }
  checkOverlaps(entries, starts, directory.begin, reader);
  return entries;
}
