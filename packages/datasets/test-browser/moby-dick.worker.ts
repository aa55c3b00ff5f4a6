import { mobyDick } from "../src/index.ts";

const { text } = await mobyDick();
self.postMessage({ length: text.length, begin: text.slice(0, 10) });
