import { conversationSend } from "@livename/wire/calls";
import type { Entry } from "@livename/wire/conversation";
import { LivenameError } from "../errors.ts";
import type { FeatureContext } from "../feature.ts";
import { readMessage } from "./message.ts";
import type { Message } from "./types.ts";

export interface OutboxOptions {
  readonly context: FeatureContext;
  readonly conversation: string;
  /** The entry is on the server's disk. */
  readonly onSent: (entry: Entry) => void;
  /** A message is new or has changed its state. */
  readonly onMessage: (message: Message) => void;
  /** Nothing is being sent any more. */
  readonly onRest: () => void;
}

/** The messages of one conversation that are not in its log yet, in the order of sending. */
export interface Outbox {
  readonly messages: readonly Message[];
  /** Whether nothing is being sent and nothing was refused, so that no text would be lost. */
  readonly isEmpty: boolean;
  send(text: string, key: string): Promise<Message>;
  /** Sends a refused message again. */
  retry(message: Message): Promise<Message>;
  /** Removes a refused message. Returns whether there was one. */
  discard(message: Message): boolean;
  /** The entries with these keys are in the log now. Returns the keys that were reported as sent already. */
  settle(keys: ReadonlySet<string>): ReadonlySet<string>;
}

export function createOutbox({ context, conversation, onSent, onMessage, onRest }: OutboxOptions): Outbox {
  const { channel, clock, toDate } = context;
  const waiting = new Map<string, { resolve(message: Message): void; reject(error: unknown): void }>();
  let messages: readonly Message[] = [];
  let sending = false;

  const update = (message: Message): void => {
    messages = messages.map((one) => (one.key === message.key ? message : one));
    onMessage(message);
  };

  const next = (): Message | undefined => messages.find(({ state }) => state === "pending");

  // One at a time, so that a later message cannot overtake one that was refused or interrupted.
  const pump = async (): Promise<void> => {
    if (sending) return;
    sending = true;
    for (let message = next(); message; message = next()) {
      const { key, text } = message;
      const waits = waiting.get(key);
      waiting.delete(key);
      try {
        const options = { key, timeoutMs: Number.POSITIVE_INFINITY };
        const reply = await channel.call(conversationSend, { conversation, text }, options);
        const entry: Entry = { ...reply, sender: context.self()?.id ?? message.sender, key, text, withheld: false };
        onSent(entry);
        // After a gap in the log it is shown as sent until the missing entries are read.
        const sent = readMessage(entry, toDate);
        if (messages.some((one) => one.key === key)) update(sent);
        waits?.resolve(sent);
      } catch (error) {
        const failed = error instanceof LivenameError ? error : new LivenameError("internal", String(error));
        update({ ...message, state: "failed", error: failed });
        waits?.reject(failed);
      }
    }
    sending = false;
    onRest();
  };

  const post = (message: Message): Promise<Message> => {
    const answer = new Promise<Message>((resolve, reject) => waiting.set(message.key, { resolve, reject }));
    onMessage(message);
    void pump();
    return answer;
  };

  return {
    get messages() {
      return messages;
    },
    get isEmpty() {
      return !sending && !messages.some(({ state }) => state === "failed");
    },
    send(text, key) {
      const sender = context.self()?.id ?? "";
      const time = new Date(clock.now());
      const message: Message = { key, number: undefined, sender, time, text, state: "pending" };
      messages = [...messages, message];
      return post(message);
    },
    retry(message) {
      const failed = messages.find(({ key, state }) => key === message.key && state === "failed");
      if (!failed) return Promise.resolve(message);
      const { error: _, ...rest } = failed;
      const pending: Message = { ...rest, state: "pending" };
      messages = [...messages.filter(({ key }) => key !== failed.key), pending];
      return post(pending);
    },
    discard(message) {
      const others = messages.filter(({ key, state }) => key !== message.key || state !== "failed");
      if (others.length === messages.length) return false;
      messages = others;
      return true;
    },
    settle(keys) {
      const told = new Set(messages.flatMap(({ key, state }) => (state === "sent" ? key : [])));
      messages = messages.filter(({ key }) => !keys.has(key));
      return told;
    },
  };
}
