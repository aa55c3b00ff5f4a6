import { type Training, useTrainer } from "../training/use-trainer.ts";
import type { TrainerApi } from "./protocol.ts";
import { initialState, reduce, type ViewState } from "./view-state.ts";

/** Starts the worker that trains language models. */
export function useTraining(temperature: number): Training<ViewState, TrainerApi> {
  return useTrainer(
    () => new Worker(new URL("./trainer.worker.ts", import.meta.url), { type: "module", name: "trainer" }),
    reduce,
    initialState,
    (trainer, emit) => trainer.open(emit, temperature),
  );
}
