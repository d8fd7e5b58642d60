/** Ends this process when the one that holds its stdin has gone, however that came about. */
export function endWithParent(): void {
  const end = () => process.exit(130);
  process.stdin.once("end", end).once("close", end).once("error", end).resume();
}
