import { type Training, useTrainer } from "../training/use-trainer.ts";
import type { Setup, TrainerApi } from "./protocol.ts";
import { initialState, reduce, type ViewState } from "./view-state.ts";

/** Starts the worker that trains the three networks. */
export function useTraining(setup: Setup): Training<ViewState, TrainerApi> {
  return useTrainer(
    () => new Worker(new URL("./trainer.worker.ts", import.meta.url), { type: "module", name: "trainer" }),
    reduce,
    initialState,
    (trainer, emit) => trainer.open(emit, setup),
  );
}
