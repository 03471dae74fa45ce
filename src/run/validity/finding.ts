// What a rule of measurement found.

import type { ResultWarning, WarningCode } from '../../result/index.ts';

export interface Finding extends ResultWarning {
  /** So far beyond the limit that figures are wrong rather than coarse; rules.ts says which rules refuse then. */
  readonly severe: boolean;
}

export function finding(code: WarningCode, detail: string, severe: boolean = false): Finding {
  return { code, detail, severe };
}
