export { readTextFile } from "./text-file.ts";
