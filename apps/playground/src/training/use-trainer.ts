import { proxy, type Remote, wrap } from "comlink";
import { useEffect, useMemo, useReducer } from "preact/hooks";
import { sentence } from "./failure.ts";

/** A training worker and what is known of it. */
export interface Training<State, Api> {
  state: State;
  trainer: Remote<Api>;
}

type Failed = { type: "failed"; message: string };

/**
 * Starts a training worker that lives as long as the component.
 *
 * @param start makes the worker. Where `new Worker(new URL(...))` stands, the build looks for the worker's program.
 * @param reduce the state after an event, from `initial` on.
 * @param open the first call to the worker: it is given where to report what happens.
 */
export function useTrainer<State, Event, Api>(
  start: () => Worker,
  reduce: (state: State, event: Event | Failed) => State,
  initial: State,
  open: (trainer: Remote<Api>, emit: (event: Event | Failed) => void) => Promise<void>,
): Training<State, Api> {
  const [state, dispatch] = useReducer(reduce, initial);
  const worker = useMemo(() => {
    const made = start();
    // At once: a program that cannot be loaded may be told before an effect would run.
    made.onerror = (event) => {
      const reason = event.message ? `: ${event.message}` : ", because its program could not be loaded";
      dispatch({ type: "failed", message: `The training worker stopped${reason}; reload the page to try again.` });
    };
    return made;
  }, []);
  const trainer = useMemo(() => wrap<Api>(worker), [worker]);

  useEffect(() => {
    open(trainer, proxy(dispatch)).catch((error: unknown) => {
      dispatch({ type: "failed", message: sentence(error) });
    });
    return () => worker.terminate();
  }, [worker, trainer]);

  return { state, trainer };
}
