import { availableBackends, type BackendName, backend, setBackend } from "@unroll/tensor";

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

/** The executors that this engine has. */
export const backends: readonly BackendName[] = availableBackends();
