// How much of the broker's time a closed loop may take to see what is missing.

/** Counting many tasks takes long; the fleet needs the broker too. */
export const LOOK_SHARE = 0.25;
