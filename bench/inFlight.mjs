/** Calls `act` `count` times, with at most `width` calls on their way. */
export async function inFlight(count, width, act) {
  let begun = 0;
  await Promise.all(
    Array.from({ length: Math.min(width, count) }, async () => {
      while (begun < count) {
        begun += 1;
        await act();
      }
    }),
  );
}
