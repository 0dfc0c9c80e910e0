/**
 * Carries hints between the nodes of one community server; in one process it is a function call. What it carries
 * may be lost: the store or a register's owner is the truth. Delivery is in order from one publisher, never
 * synchronous with `publish`, and includes the publisher's own node.
 */
export interface Bus {
  /** `subject` starts with the community: "default.conversation". */
  publish(subject: string, data: Uint8Array): void;
  /** Returns the function that unsubscribes. */
  subscribe(subject: string, receive: (data: Uint8Array, subject: string) => void): () => void;
  close(): Promise<void>;
}
