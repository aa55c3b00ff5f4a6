import { inflateSync, zipSync } from "fflate";
import { CheckpointError, quoted } from "./checkpoint-error.ts";
import { crc32 } from "./crc-32.ts";
import { checkGrowth, type GrowthLimits } from "./growth.ts";
import { type DirectoryEntry, readDirectory } from "./zip-directory.ts";

/** One file in an archive. */
export interface ZipEntry {
  readonly name: string;
  /** Of what `bytes` gives. */
  readonly size: number;
  /**
   * The contents: for a stored entry a view of the archive, for a deflated one new memory at every call.
   *
   * @throws CheckpointError when they are damaged.
   */
  bytes(): Uint8Array;
}

/** What all sizes and offsets in an archive that `writeZip` writes must stay below. */
const MAX_WRITTEN = 0xffffffff;

function inflate(archive: Uint8Array, { begin, end, size }: DirectoryEntry): Uint8Array | undefined {
  // One byte more than there should be: fflate drops what does not fit, and too much must not look like enough.
  const out = new Uint8Array(size + 1);
  try {
    return inflateSync(archive.subarray(begin, end), { out });
  } catch {
    return undefined;
  }
}

function readEntry(archive: Uint8Array, entry: DirectoryEntry, reader: string): Uint8Array {
  const { name, isDeflated, checksum, size, begin, end } = entry;
  const bytes = isDeflated ? inflate(archive, entry) : archive.subarray(begin, end);
  if (bytes?.length !== size || crc32(bytes) !== checksum) {
    throw new CheckpointError(`${reader}: entry ${quoted(name)} of the zip archive is damaged: its checksum is wrong`);
  }
  return bytes;
}

/**
 * Opens a zip archive: the whole directory is checked, nothing is inflated. Entries may be stored or deflated, and of
 * any size; encrypted ones, ones that overlap, and names given twice are refused. The format:
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
 *
 * @param reader the function that reads, as messages name it.
 * @returns the entries by name, in the order of the directory. Folders are left out.
 * @throws CheckpointError when the archive is damaged, or larger than the limits when inflated.
 */
export function readZip(archive: Uint8Array, reader: string, limits?: GrowthLimits): ReadonlyMap<string, ZipEntry> {
  const entries = readDirectory(archive, reader);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  checkGrowth(total, archive.length, { reader, what: "the zip archive" }, limits);
  const files = entries.filter(({ name, size }) => !(name.endsWith("/") && size === 0));
  return new Map(
    files.map((entry) => [
      entry.name,
      { name: entry.name, size: entry.size, bytes: () => readEntry(archive, entry, reader) },
    ]),
  );
}

/**
 * The bytes of a zip archive of these files. The same files always give the same bytes.
 *
 * @param writer the function that writes, as messages name it.
 * @param compress whether they are deflated. Default false: they are stored.
 * @throws CheckpointError when the archive grows over 4 GiB, or holds more than 65534 files.
 */
export function writeZip(
  files: Readonly<Record<string, Uint8Array>>,
  writer: string,
  compress = false,
): Uint8Array<ArrayBuffer> {
  const lengths = Object.entries(files).map(([name, { length }]) => length + 6 * name.length + 76);
  const most = lengths.reduce((sum, length) => sum + length, 22);
  if (most > MAX_WRITTEN || lengths.length >= 0xffff) {
    throw new CheckpointError(
      `${writer}: ${lengths.length} entries of up to ${most} bytes in all do not fit into a zip archive, which holds 65534 and 4 GiB`,
    );
  }
  // The first time that the format knows.
  return zipSync(files, { level: compress ? 6 : 0, mtime: new Date(1980, 0, 1) });
}
