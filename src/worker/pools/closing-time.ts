// How long a slot may take to close what its application opened (`app.onClose`, `app.resource`). Both ends of the
// channel go by it: the slot gives up first, the worker ends by force what is still there a moment later.

import { ms } from '../../units/index.ts';

export const CLOSE_WITHIN_MS = ms(5_000);

/** For the slot to hear that it is to end, and to exit. */
const MARGIN_MS = 1_000;

export const RELEASED_WITHIN_MS = ms(CLOSE_WITHIN_MS + MARGIN_MS);
