/**
 * Carries hints between the nodes of one community server; within one process it is a function call. Hints may be lost:
 * the truth is in the store or with a register's owner. Hints of one publisher are delivered in order, never
 * synchronously with `publish`, and also to the publisher's own node.
 *
 * A hint is plain data that JSON can represent. It is encoded only when it leaves the process. Within a process,
 * receivers may get the publisher's own objects, so they must not change them.
 */
export interface Bus {
  /** `subject` starts with the community: "default.conversation". */
  publish(subject: string, hint: unknown): void;
  /** Returns the function that unsubscribes. */
  subscribe(subject: string, receive: (hint: unknown, subject: string) => void): () => void;
  close(): Promise<void>;
}
