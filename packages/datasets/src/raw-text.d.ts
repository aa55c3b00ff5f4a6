/** A file's text, as Vite and the bundlers that follow it import it. */
declare module "*?raw" {
  const text: string;
  export default text;
}
