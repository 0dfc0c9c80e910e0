import { type LivenameError, Refused } from "../errors.ts";
import type { Call, Channel } from "../link/channel.ts";

/** An item of a follow set: whether it was requested on the current connection. */
export interface Followed {
  sent: "no" | "asked" | "yes";
}

export interface FollowSetOptions<Item extends Followed, Request, Reply, Result> {
  readonly channel: Channel;
  /** All items. */
  readonly items: () => Iterable<Item>;
  /** Whether any caller follows the item. */
  readonly isWanted: (item: Item) => boolean;
  /** Splits items into commands that the server accepts. */
  readonly cut: (items: readonly Item[]) => Iterable<readonly Item[]>;
  /** Requests some items. The server then sends their changes as long as the connection lasts. */
  readonly call: Call<Request, Reply>;
  readonly request: (items: readonly Item[]) => Request;
  /** The results of an answer, one for each item, in order. */
  readonly results: (reply: Reply) => readonly Result[];
  readonly take: (item: Item, result: Result) => void;
  /** The whole command was refused. */
  readonly refuse: (item: Item, error: LivenameError) => void;
  /** Removes items that no caller follows. If `attached`, unfollows those that were `sent` on this connection. */
  readonly forget: (items: readonly Item[], attached: boolean) => void;
  /** Different items can turn out to be the same thing, so nothing is unfollowed while a request is open. */
  readonly haveTwins: boolean;
  /** The connection is gone. */
  readonly lost?: () => void;
}

/**
 * Keeps many items in step with the server. On each connection it requests all wanted items again, in batches. Each
 * answer is applied before any push that arrived after it.
 */
export interface FollowSet<Item extends Followed> {
  /** Call it when the item has become wanted or unwanted, or must be requested (`sent` is "no"). Calls are batched. */
  touch(item: Item): void;
  /** Requests the item again, because a push does not apply to the version held. */
  askAgain(item: Item): void;
  stop(): void;
}

export function createFollowSet<Item extends Followed, Request, Reply, Result>({
  channel,
  items,
  isWanted,
  cut,
  call,
  request,
  results,
  take,
  refuse,
  forget,
  haveTwins,
  lost = () => {},
}: FollowSetOptions<Item, Request, Reply, Result>): FollowSet<Item> {
  const touched = new Set<Item>();
  let attached = false;
  let open = 0;
  let scheduled = false;

  const refused = (item: Item, error: LivenameError): void => {
    item.sent = "no";
    refuse(item, error);
  };
  const answered = (item: Item, result: Result | undefined): void => {
    if (result === undefined) {
      refused(item, new Refused("malformed", "The server's answer cannot be read. Client and server versions differ."));
      return;
    }
    item.sent = "yes";
    if (!isWanted(item)) touched.add(item);
    take(item, result);
  };

  const send = (batch: readonly Item[]): void => {
    open++;
    for (const item of batch) item.sent = "asked";
    // Attach the handler directly to this promise: with one more microtask, a push would be handled before the answer.
    channel
      .call(call, request(batch), { lifetime: "connection", timeoutMs: Number.POSITIVE_INFINITY })
      .then(
        (reply) => {
          const told = results(reply);
          for (const [index, item] of batch.entries()) answered(item, told[index]);
        },
        (error: LivenameError) => {
          // Requests without an answer are made again on the next connection.
          if (error.code === "connection-lost" || error.code === "closed") return;
          for (const item of batch) refused(item, error);
        },
      )
      .then(() => {
        open--;
        schedule();
      });
  };

  const sendAll = (wanted: readonly Item[]): void => {
    if (wanted.length > 0) for (const batch of cut(wanted)) send(batch);
  };

  const flush = (): void => {
    scheduled = false;
    const all = [...touched];
    touched.clear();
    if (attached) sendAll(all.filter((item) => item.sent === "no" && isWanted(item)));
    const gone = all.filter((item) => !isWanted(item));
    if (haveTwins && attached && open > 0) for (const item of gone) touched.add(item);
    else if (gone.length > 0) forget(gone, attached);
  };

  const schedule = (): void => {
    if (scheduled || touched.size === 0) return;
    scheduled = true;
    queueMicrotask(flush);
  };

  const stop = channel.onConnect(
    () => {
      attached = true;
      touched.clear();
      const gone = [...items()].filter((item) => !isWanted(item));
      if (gone.length > 0) forget(gone, true);
      sendAll([...items()]);
    },
    () => {
      attached = false;
      for (const item of items()) item.sent = "no";
      lost();
    },
  );

  return {
    touch(item) {
      touched.add(item);
      schedule();
    },
    askAgain: (item) => sendAll([item]),
    stop,
  };
}
