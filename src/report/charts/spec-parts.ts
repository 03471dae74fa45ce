// Names for the parts of a Vega-Lite specification that the charts are put together from.

import type { TopLevelSpec } from 'vega-lite';

type Layered = Extract<TopLevelSpec, { layer: readonly unknown[] }>;
/** One layer of a layered chart. */
export type UnitSpec = Layered['layer'][number];
