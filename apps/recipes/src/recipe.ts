import { main } from "./main.ts";

// What reads our output may stop reading, as `head` does.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 141 : 1));

process.exitCode = await main(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
