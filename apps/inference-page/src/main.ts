import { IDS, run } from "./model.ts";

const response = await fetch("model.safetensors");
const logits = run(new Uint8Array(await response.arrayBuffer()), IDS);
document.body.textContent = JSON.stringify(logits);
