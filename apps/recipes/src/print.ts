/** Writes a line of a recipe's results. */
export type Print = (line: string) => void;
