/** `npm run recipe -- ...`: makes the kernels and runs a recipe from the sources. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { runTurbo } from "./turbo.ts";

runTurbo(["generate"], 2); // stdout belongs to the recipes
const program = resolve(import.meta.dirname, "../apps/recipes/src/recipe.ts");
const recipe = spawn(process.execPath, ["--conditions=@unroll/source", program, ...process.argv.slice(2)], {
  stdio: "inherit",
});
recipe.on("exit", (code) => process.exit(code ?? 130));
