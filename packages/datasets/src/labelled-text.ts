/** A text and its class. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}
