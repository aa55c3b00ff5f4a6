import { type BackendName, backend, setBackend } from "@unroll/tensor";

/** Computes float32 on one executor meanwhile. */
export function withBackend(name: BackendName, run: () => void): void {
  const before = backend();
  setBackend(name);
  try {
    run();
  } finally {
    setBackend(before);
  }
}

function isAvailable(name: BackendName): boolean {
  try {
    withBackend(name, () => {});
    return true;
  } catch {
    return false;
  }
}

/** The executors that this engine has. */
export const backends: readonly BackendName[] = (["reference", "wasm-strict", "wasm-relaxed"] as const).filter(
  isAvailable,
);
