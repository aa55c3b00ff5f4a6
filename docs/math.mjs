import katex from "katex";

// As in pandoc: no space inside the dollars and no digit behind them, so that prices stay prices.
const inline = /^\$(?![\s$])((?:\\.|[^$\\`])+?)(?<!\s)\$(?!\d)/;
const display = /^\$\$((?:\\.|[^$\\`])+?)\$\$/;

/**
 * Teaches a Markdown parser `$...$` and `$$...$$`, and to leave code without a language uncoloured. The formulas
 * become MathML, which browsers draw with no style sheet or font of ours.
 *
 * @param {import("markdown-it").default} parser
 */
export function addMath(parser) {
  parser.inline.ruler.after("escape", "math", (state, silent) => {
    const match = display.exec(state.src.slice(state.pos)) ?? inline.exec(state.src.slice(state.pos));
    if (match === null) return false;
    const [whole, formula] = match;
    if (!silent) {
      const token = state.push("math", "math", 0);
      token.content = formula ?? "";
      token.meta = { displayMode: whole.startsWith("$$") };
    }
    state.pos += whole.length;
    return true;
  });
  // What names no language is an equation or a picture; TypeDoc would colour it as TypeScript.
  parser.core.ruler.push("plain", ({ tokens }) => {
    for (const token of tokens) if (token.type === "fence" && token.info.trim() === "") token.info = "text";
  });
  parser.renderer.rules.math = (tokens, index) => {
    const { content, meta } = tokens[index] ?? {};
    return katex.renderToString(content ?? "", { output: "mathml", throwOnError: true, ...meta });
  };
}
