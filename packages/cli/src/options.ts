import type { BackendName } from "@unroll/tensor";
import { Option } from "commander";

/** Where `unroll train lm` puts a model and `unroll generate` looks for one, when they are not told. */
export const defaultFolder = "unroll-lm";

/** Tells the exit code of the command that ran. */
export type Report = (code: number) => void;

/** The options that every command has. */
export function reportingOptions(): Option[] {
  return [
    new Option("--json", "print one JSON object a line, for scripts").helpGroup("Output:"),
    new Option("--no-color", "no colours; the variable NO_COLOR says the same").helpGroup("Output:"),
  ];
}

const backends: readonly BackendName[] = ["wasm-relaxed", "wasm-strict", "reference"];

/** Which arithmetic computes. */
export function backendOption(): Option {
  return new Option("--backend <name>", "what computes; default: the fastest that runs here").choices(backends);
}
