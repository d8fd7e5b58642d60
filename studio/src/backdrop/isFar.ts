const FAR = 0.3;
/** Of a large graph so many tasks fit on the screen at half their size that moving them one by one is not fluid. */
const FAR_OF_MANY = 0.5;
const MANY_TASKS = 300;

/** Whether names are too small to be read at a zoom, so that tasks are drawn as blocks of colour. */
export function isFar(zoom: number, tasks: number): boolean {
  return zoom < (tasks > MANY_TASKS ? FAR_OF_MANY : FAR);
}
