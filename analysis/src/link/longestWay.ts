/** Longer ways from name to name lead in circles. */
export const LONGEST_WAY = 100;
