/** Changes that wait for each other, to be made together. */
export interface Waiting {
  /** Makes them now. */
  settle(): Promise<void>;
  /** Forgets them: the attempt they belonged to is over. */
  discard(): void;
}
