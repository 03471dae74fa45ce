// Where the ready scenarios are, and a small valid scenario for tests to change.

import { fileURLToPath } from 'node:url';
import { loadScenario, type LoadedScenario, type LoadOptions } from '../../src/scenario/index.ts';

export const SCENARIOS = fileURLToPath(new URL('../../../scenarios/', import.meta.url));

export const SMALL = `name: small
workload:
  tasks:
    - { name: fetch-page, kind: io, duration: 20ms }
load:
  - { saturate: 1s }
`;

/** Loads a scenario from its text. */
export function loadText(text: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  return loadScenario('small.yaml', { readFile: async () => text, ...options });
}
