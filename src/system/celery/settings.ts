// What the `celery` section of a scenario says.

/** Parts of a Celery worker that can be left out, as its command line names them. */
export type CeleryPart = 'gossip' | 'mingle' | 'heartbeat';

export interface CelerySettings {
  /** An interpreter, by path or by its name on PATH, or the directory of a virtualenv. Undefined = the first that has Celery. */
  readonly python?: string;
  /** Parts that workers run without. Default: none, as `celery worker` starts. */
  readonly without?: readonly CeleryPart[];
  /** `-O`. Undefined = Celery's own default. */
  readonly optimization?: 'default' | 'fair';
}
