// Loaded before everything else, in every thread of a worker: its clock is off by SOAK_CLOCK_MS. Timers and
// performance.now() go on as they are: they know how long something takes, not what time it is.
const offset = Number(process.env["SOAK_CLOCK_MS"] ?? 0);
const RightDate = Date;

class WrongDate extends RightDate {
  /** @param {[]} given */
  constructor(...given) {
    if (given.length === 0) super(RightDate.now() + offset);
    else super(...given);
  }

  static now() {
    return RightDate.now() + offset;
  }
}

globalThis.Date = /** @type {DateConstructor} */ (/** @type {unknown} */ (WrongDate));
