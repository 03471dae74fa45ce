// How much a chart shows before it becomes a wall; the full table always holds everything.

/** Rows of a chart with one row a setting. */
export const CHART_ROWS = 28;
/** Settings that get a timeline of their own beside the recommended one. */
export const TIMELINES = 7;
