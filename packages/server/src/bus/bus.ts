/**
 * Carries hints between the nodes of one community server; in one process it is a function call. What it carries
 * may be lost: the store or a register's owner is the truth. Delivery is in order from one publisher, never
 * synchronous with `publish`, and includes the publisher's own node.
 *
 * A hint is plain data, such as JSON can say. It is encoded where it leaves the process and nowhere else, so that one
 * process pays nothing for it: receivers may be handed the publisher's own objects, and change nothing of them.
 */
export interface Bus {
  /** `subject` starts with the community: "default.conversation". */
  publish(subject: string, hint: unknown): void;
  /** Returns the function that unsubscribes. */
  subscribe(subject: string, receive: (hint: unknown, subject: string) => void): () => void;
  close(): Promise<void>;
}
