import { type LivenameError, Refused } from "../errors.ts";
import type { Call, Channel } from "../link/channel.ts";

/** One of many things that are followed, as far as this connection knows of it. */
export interface Followed {
  sent: "no" | "asked" | "yes";
}

export interface FollowSetOptions<Item extends Followed, Request, Reply, Result> {
  readonly channel: Channel;
  /** All there are. */
  readonly items: () => Iterable<Item>;
  /** Whether somebody follows it. */
  readonly isWanted: (item: Item) => boolean;
  /** Cuts items into commands that the server takes. */
  readonly cut: (items: readonly Item[]) => Iterable<readonly Item[]>;
  /** Asks what the server has of some items; it tells of their changes from then on, while the connection lasts. */
  readonly call: Call<Request, Reply>;
  readonly request: (items: readonly Item[]) => Request;
  /** What an answer says of each item, in the order asked. */
  readonly results: (reply: Reply) => readonly Result[];
  readonly take: (item: Item, result: Result) => void;
  /** The whole command was refused. */
  readonly refuse: (item: Item, error: LivenameError) => void;
  /** Removes items that nobody follows. With a connection, unfollow those that are `sent` on it. */
  readonly forget: (items: readonly Item[], attached: boolean) => void;
  /** Different items may turn out to be one thing, so nothing is taken back while a question is open. */
  readonly haveTwins: boolean;
  /** The connection is gone. */
  readonly lost?: () => void;
}

/**
 * Keeps many things in step with the server: asks for those that are wanted, together, on each connection anew. Each
 * answer is taken before any push that arrived after it.
 */
export interface FollowSet<Item extends Followed> {
  /** Whether it is wanted may have changed, or it is to be asked for (`sent` is "no"). Settled once a tick. */
  touch(item: Item): void;
  /** A push does not build on the version held: asks for the item again. */
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
      refused(item, new Refused("malformed", "The server's answer cannot be read. Client and server do not match."));
      return;
    }
    item.sent = "yes";
    if (!isWanted(item)) touched.add(item);
    take(item, result);
  };

  const send = (batch: readonly Item[]): void => {
    open++;
    for (const item of batch) item.sent = "asked";
    // Nothing may stand between the call and what takes its answer: a step more, and a push would come before it.
    channel
      .call(call, request(batch), { lifetime: "connection", timeoutMs: Number.POSITIVE_INFINITY })
      .then(
        (reply) => {
          const told = results(reply);
          for (const [index, item] of batch.entries()) answered(item, told[index]);
        },
        (error: LivenameError) => {
          // What a lost connection leaves unanswered is asked again on the next.
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
