export interface Heap {
  allocate(bytes: number): number;
  free(address: number): void;
  uint8(): Uint8Array;
  int32(): Int32Array;
  float32(): Float32Array;
  float64(): Float64Array;
}
export function standInHeap(): Heap {
  const memory = new ArrayBuffer(1 << 26);
  let top = 64;
  let live = 0;
  return {
    allocate(bytes) {
      const address = top;
      top += Math.ceil(bytes / 64) * 64;
      live++;
      return address;
    },
    free() {
      live--;
      if (live === 0) top = 64;
    },
    uint8: () => new Uint8Array(memory),
    int32: () => new Int32Array(memory),
    float32: () => new Float32Array(memory),
    float64: () => new Float64Array(memory),
  };
}
