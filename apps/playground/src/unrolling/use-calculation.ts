import { type Training, useTrainer } from "../training/use-trainer.ts";
import type { CalculatorApi, Setup } from "./protocol.ts";
import { initialState, reduce, type ViewState } from "./view-state.ts";

/** Starts the worker that computes the network on a text. */
export function useCalculation(setup: Setup): Training<ViewState, CalculatorApi> {
  return useTrainer(
    () => new Worker(new URL("./calculator.worker.ts", import.meta.url), { type: "module", name: "calculator" }),
    reduce,
    initialState,
    (calculator, emit) => calculator.open(emit, setup),
  );
}
