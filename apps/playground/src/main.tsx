import "./locale.ts";
import { render } from "preact";
import { App } from "./app.tsx";

const faces = ["1rem Newsreader", "italic 1rem Newsreader", "1rem 'Instrument Sans'"];
const longestWait = 3_000;

// Letters that arrive later than the text would move it. They lie beside this script and are preloaded: it is a moment.
void Promise.race([
  Promise.allSettled(faces.map((face) => document.fonts.load(face))),
  new Promise((resolve) => setTimeout(resolve, longestWait)),
]).then(() => render(<App />, document.getElementById("app")!));
