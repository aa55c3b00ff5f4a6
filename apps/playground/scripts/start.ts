/** `npm start`: serves the built playground until Ctrl-C, on the next free port when its own is taken. */
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { preview } from "vite";

const root = resolve(import.meta.dirname, "..");

try {
  const { values } = parseArgs({ options: { port: { type: "string" }, dist: { type: "string" } } });
  const dist = resolve(root, values.dist ?? "dist");
  const port = Number(values.port ?? 5173);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--port must be a whole number from 1 to 65535; got ${values.port}`);
  }
  if (!existsSync(join(dist, "index.html"))) {
    throw new Error("the playground has not been built: npm start at the top of the repository builds it");
  }
  await serve(dist, port);
} catch (error) {
  console.error(`start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

async function serve(dist: string, port: number): Promise<void> {
  const server = await preview({ root, logLevel: "warn", build: { outDir: dist }, preview: { port } });
  console.log(`\n  Unroll playground: ${server.resolvedUrls?.local[0] ?? ""}\n  Ctrl-C ends it.\n`);
  let ending = false;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    // Not once: a terminal sends Ctrl-C to the whole group, and the process above may pass it on a second time.
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      // Browsers hold connections open, which would keep the server waiting.
      if ("closeAllConnections" in server.httpServer) server.httpServer.closeAllConnections();
      void server.close().finally(() => process.exit(0));
    });
  }
}
