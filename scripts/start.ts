/** `npm start`: builds the playground and serves it. Its own `start` script picks the port and prints the address. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { runTurbo } from "./turbo.ts";

runTurbo(["build", "--filter=@unroll/playground"]);
const playground = spawn(process.execPath, ["--run", "start", "--", ...process.argv.slice(2)], {
  cwd: resolve(import.meta.dirname, "../apps/playground"),
  stdio: "inherit",
});
// Ctrl-C reaches the playground, too: it ends, and then this does.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => playground.kill("SIGTERM"));
playground.on("exit", (code, signal) => process.exit(signal === "SIGINT" || code === 130 ? 0 : (code ?? 1)));
