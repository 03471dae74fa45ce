// Writes scenarios/scenario.schema.json; `npm run build` runs this after the compiler.

import { writeFileSync } from 'node:fs';
import { schemaFileText } from './schema/json-schema.ts';

writeFileSync(new URL('../../../scenarios/scenario.schema.json', import.meta.url), schemaFileText());
