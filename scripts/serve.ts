/** Serves built pages on this machine until Ctrl-C. */
import { basename, dirname } from "node:path";
import { preview } from "vite";

/** Serves `folder` on `port`, or on the next free port, and prints the address. */
export async function serve(folder: string, { title, port }: { title: string; port: number }): Promise<void> {
  const server = await preview({
    configFile: false,
    root: dirname(folder),
    logLevel: "warn",
    build: { outDir: basename(folder) },
    preview: { port },
  });
  console.log(`\n  ${title}: ${server.resolvedUrls?.local[0]}\n  Ctrl-C ends it.\n`);
  const end = (): void => {
    void server.close().finally(() => process.exit(0));
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);
}
