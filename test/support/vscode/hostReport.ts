/** What a suite in the extension host leaves behind, as JSON in the file that `ORCHEX_TEST_REPORT` names. */
export interface HostReport {
  readonly vscode: string;
  readonly node: string;
  readonly tests: readonly HostTest[];
  /** The extension's log. */
  readonly log: string;
}

interface HostTest {
  readonly name: string;
  readonly milliseconds: number;
  /** Absent when it passed. */
  readonly error?: string;
}
