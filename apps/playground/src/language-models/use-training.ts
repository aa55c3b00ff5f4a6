import { proxy, type Remote, wrap } from "comlink";
import { useEffect, useMemo, useReducer } from "preact/hooks";
import type { TrainerApi } from "./protocol.ts";
import { initialState, reduce, type ViewState } from "./view-state.ts";

/** A training worker and what is known of it. */
export interface Training {
  state: ViewState;
  trainer: Remote<TrainerApi>;
}

/** Starts a training worker that lives as long as the component. */
export function useTraining(temperature: number): Training {
  const [state, dispatch] = useReducer(reduce, initialState);
  const worker = useMemo(() => {
    const made = new Worker(new URL("./trainer.worker.ts", import.meta.url), { type: "module", name: "trainer" });
    // At once: a program that cannot be loaded may be told before an effect would run.
    made.onerror = (event) => {
      const reason = event.message ? `: ${event.message}` : ", because its program could not be loaded";
      dispatch({ type: "failed", message: `The training worker stopped${reason}; reload the page to try again.` });
    };
    return made;
  }, []);
  const trainer = useMemo(() => wrap<TrainerApi>(worker), [worker]);

  useEffect(() => {
    trainer
      .open(proxy(dispatch), temperature)
      .catch((error: unknown) => dispatch({ type: "failed", message: sentence(error) }));
    return () => worker.terminate();
  }, [worker, trainer]);

  return { state, trainer };
}

/** What went wrong, in one sentence that ends with a full stop. */
export function sentence(error: unknown): string {
  const message = (error instanceof Error ? error.message : String(error)).trim();
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
