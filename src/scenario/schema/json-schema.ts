// The editor's view of the scenario format.

import * as z from 'zod';
import { scenarioFile } from './scenario-file.ts';

/** JSON Schema (draft 7, which YAML editors read best) of a scenario file as people write it. */
export function scenarioJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'headcount scenario',
    ...z.toJSONSchema(scenarioFile, { io: 'input', target: 'draft-7' }),
  };
}

/** The schema file's text. */
export function schemaFileText(): string {
  return `${JSON.stringify(scenarioJsonSchema(), undefined, 2)}\n`;
}
