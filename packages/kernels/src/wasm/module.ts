/** The bytes of a module in src/generated/; scripts/generate.mjs says how they are written. */
export function decode(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let high = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    const digit = code - (code > 92 ? 36 : 35);
    if (digit > 87) {
      high = (digit - 87) * 88;
    } else {
      bytes[length++] = high + digit - 3; // modulo 256
      high = 0;
    }
  }
  return bytes.subarray(0, length);
}

/** Compiles and instantiates a module over the memory. Synchronous: the modules are small. */
export function instantiate<Exports>(text: string, memory: WebAssembly.Memory): Exports {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(decode(text)), { env: { memory } });
  return exports as Exports;
}
