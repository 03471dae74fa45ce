// What a scenario may accept as the nature of its machine: findings that say how well it was measured, never those that say
// that figures are wrong.

export const ACCEPTABLE = ['host-shared', 'generator-late', 'never-steady'] as const;

export type Acceptable = (typeof ACCEPTABLE)[number];
