/** Plays a peer that is not as it should be, in the way that its argument names. */
import { createInterface } from "node:readline";
import { prepare } from "../src/entrants/unroll.ts";
import type { Answer, Request } from "../src/protocol.ts";
import { readValues, writeValues } from "../src/values.ts";

const kind = process.argv[2];
const answer = (message: Answer): void => console.log(JSON.stringify(message));

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  if (kind === "dying") {
    console.error("Hello\nGoodbye");
    process.exit(1);
  } else if (kind === "complaining") answer({ error: "I do not feel like it" });
  else if (request.do === "run") answer({ steps: [6000] });
  else {
    const values = await (await prepare(request, readValues(request.inputs))).check();
    if (kind === "wrong" && values.output !== undefined) values.output.data[3] = 0.5;
    writeValues(request.outputs, values);
    answer({ ready: { version: "0", runs: "strangely" } });
  }
}
