// How tasks reach the server they call: said by a task itself, or varied by the matrix.

import { choice } from './leaf.ts';

export const clientMode = choice(['pooled', 'unpooled']);
