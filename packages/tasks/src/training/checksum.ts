/**
 * The CRC-32 checksum (IEEE 802.3, as in zip and PNG) as eight hexadecimal digits.
 *
 * It finds damage: a changed byte, a truncated file, files of two checkpoints mixed. It is no protection against someone who forges a
 * file.
 *
 * @param bytes the file.
 * @example
 * ```ts
 * import { crc32 } from "@unroll/tasks";
 * crc32(new TextEncoder().encode("123456789")); // => "cbf43926"
 * ```
 */
export function crc32(bytes: Uint8Array): string {
  const table = makeTable();
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ table[(crc ^ bytes[i]!) & 0xff]!;
  return (~crc >>> 0).toString(16).padStart(8, "0");
}

/** The remainder of every byte. Made for each call: 256 entries are nothing beside a file. */
function makeTable(): Int32Array {
  const table = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let remainder = byte;
    for (let bit = 0; bit < 8; bit++) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
    table[byte] = remainder;
  }
  return table;
}
