import pc from "picocolors";

/** Colours that become nothing where they are not wanted. */
export interface Palette {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  cyan(text: string): string;
}

/** A stream of characters with what is known about who reads it. */
export interface Output {
  /** The colours that suit it. */
  readonly palette: Palette;
  /** Whether the palette has colours. */
  readonly coloured: boolean;
  /** Whether a person watches it: lines may be redrawn. */
  readonly isTerminal: boolean;
  readonly stream: NodeJS.WriteStream;
  /** Write one line. */
  line(text?: string): void;
}

/**
 * Wrap a stream of the process. Colours appear on a terminal only, and not when `NO_COLOR` holds anything, when
 * `TERM` is `dumb`, or when `colour` is false. `FORCE_COLOR` other than `0` turns them on everywhere else.
 */
export function output(stream: NodeJS.WriteStream, colour: boolean): Output {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  const isTerminal = stream.isTTY === true && TERM !== "dumb";
  const forced = FORCE_COLOR !== undefined && FORCE_COLOR !== "" && FORCE_COLOR !== "0";
  const coloured = colour && !NO_COLOR && FORCE_COLOR !== "0" && (isTerminal || forced);
  return {
    palette: pc.createColors(coloured),
    coloured,
    isTerminal,
    stream,
    line: (text = "") => {
      stream.write(`${text}\n`);
    },
  };
}
