/** Changes that wait for each other, to be made together. */
export interface Waiting {
  /** Makes them now. */
  settle(): Promise<void>;
  /** Makes them, and looks at what the whole step has made. Throws UNSUPPORTED for what cannot stay so. */
  finish(): Promise<void>;
  /** Forgets them: the attempt they belonged to is over. */
  discard(): void;
}
