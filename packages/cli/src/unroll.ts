#!/usr/bin/env node
import { main } from "./main.ts";

// What reads our output may stop reading, as `head` does. That ends the command without a word, as the signal SIGPIPE
// ends others: 128 + 13.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 141 : 1));

process.exitCode = await main(process.argv.slice(2));
