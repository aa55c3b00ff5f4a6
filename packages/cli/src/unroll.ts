#!/usr/bin/env node
import { outputError } from "./errors.ts";
import { main, sessionFor } from "./main.ts";

const args = process.argv.slice(2);

// What reads our output may stop reading, as `head` does. That ends the command without a word, as the signal SIGPIPE
// ends others: 128 + 13. Any other failure, such as a full disk, is told.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 141 : sessionFor(args).fail(outputError(error))),
);

process.exitCode = await main(args);
