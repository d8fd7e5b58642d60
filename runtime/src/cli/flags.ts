/** The flags that every command takes. */
export interface Flags {
  readonly dag?: readonly string[];
  readonly schema?: string;
  readonly json?: true;
  readonly verbose?: number;
  readonly logLevel?: string;
  readonly debug?: true;
  /** False with --no-color. */
  readonly color: boolean;
}
