/** Compiles and instantiates a module over the memory. Synchronous: the modules are small. */
export function instantiate<Exports>(base64: string, memory: WebAssembly.Memory): Exports {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return exports as Exports;
}
