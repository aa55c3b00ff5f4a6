/** `npm run bench -- ...`: makes the kernels and runs the benchmarks from the sources. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { runTurbo } from "./turbo.ts";

runTurbo(["generate"], 2); // stdout belongs to the benchmarks: --json is for programs
const program = resolve(import.meta.dirname, "../apps/benchmarks/src/bench.ts");
const bench = spawn(process.execPath, ["--conditions=@unroll/source", program, ...process.argv.slice(2)], {
  stdio: "inherit",
});
bench.on("exit", (code) => process.exit(code ?? 130));
