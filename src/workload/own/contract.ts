// What messages of a user's own tasks carry: arguments as they are, or drawn, or filled in.

/** Arguments of one message. BullMQ's jobs have one value, `data`: see its load. */
export interface Arguments {
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Where the arguments of each message come from. */
export type OwnArguments =
  /** Written in the scenario: texts with {{...}} are filled in for each message. */
  | ({ readonly from: 'scenario' } & Arguments)
  /** Drawn uniformly, with replacement, from the lines of a file, as they are; at least one. */
  | { readonly from: 'file'; readonly source: string; readonly choices: readonly Arguments[] };
