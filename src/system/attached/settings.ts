// What the attached system must be told: where its workers are, and whether they are ours alone.

export interface AttachedSettings {
  readonly brokerUrl: string;
  /** Although others may use them meanwhile. */
  readonly shared: boolean;
  /** Node names; undefined = all that serve the queues of the workload. */
  readonly workers?: readonly string[];
}
