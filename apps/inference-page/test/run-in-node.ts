/**
 * Runs the built page in the folder given as argument, with the little of a browser that it needs, and prints what it
 * shows and which files it loaded.
 */
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const folder = process.argv[2] as string;
const loaded: string[] = [];
registerHooks({
  load(url, context, next) {
    loaded.push(relative(folder, fileURLToPath(url)));
    return next(url, context);
  },
});

const body = { textContent: "" };
// Vite's first lines ask whether the browser knows modulepreload.
const createElement = () => ({ relList: { supports: () => true } });
const fetch = async (path: string): Promise<Response> => new Response(readFileSync(join(folder, path)));
Object.assign(globalThis, { document: { body, createElement }, fetch });

const [, entry = ""] = /<script[^>]* src="([^"]+)"/.exec(readFileSync(join(folder, "index.html"), "utf8")) ?? [];
await import(pathToFileURL(join(folder, entry)).href);
console.log(JSON.stringify({ shown: body.textContent, loaded }));
