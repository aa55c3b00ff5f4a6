/** `npm run unroll -- ...`: builds the command and runs it in the folder from which npm was called. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";
import { runTurbo } from "./turbo.ts";

runTurbo(["build", "--filter=@unroll/cli"], 2); // stdout belongs to the command: --json is for programs
const command = resolve(import.meta.dirname, "../packages/cli/dist/unroll.js");
const unroll = spawn(process.execPath, [command, ...process.argv.slice(2)], {
  // biome-ignore lint/suspicious/noUndeclaredEnvVars: npm sets it, and no task of turbo's reads it.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: "inherit",
});
// Ctrl-C reaches the command, too: it saves and ends, and then this does.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => unroll.kill("SIGTERM"));
unroll.on("exit", (code) => process.exit(code ?? 1));
