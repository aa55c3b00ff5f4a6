/** A safetensors file put together by hand: any header, also a wrong one, and any data. */
export function file(header: unknown, data: ArrayLike<number> = [], headerLength?: bigint): Uint8Array<ArrayBuffer> {
  const text = header instanceof Uint8Array ? header : new TextEncoder().encode(asText(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, headerLength ?? BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

function asText(header: unknown): string {
  return typeof header === "string" ? header : JSON.stringify(header);
}

/** The header's entry of a tensor. */
export function entry(dtype: unknown, shape: unknown, ...offsets: unknown[]): Record<string, unknown> {
  return { dtype, shape, data_offsets: offsets };
}
