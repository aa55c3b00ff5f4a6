/** `npm run docs`: builds the guide and the API reference and serves them. */
import { resolve } from "node:path";
import { serve } from "./serve.ts";
import { runTurbo } from "./turbo.ts";

runTurbo(["build", "--filter=@unroll/docs"]);
await serve(resolve(import.meta.dirname, "../docs/api"), { title: "Unroll docs", port: 5273 });
