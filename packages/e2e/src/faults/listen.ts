// What arrives at a device on its connections, read beside the client that it is for.
import { continueWebSocket, type Transport } from "@livename/client";
import { decode, readServerFrame } from "@livename/wire";
import {
  alertFired,
  alertList,
  contactChanged,
  contactList,
  conversationAppended,
  conversationInbox,
  conversationInboxChanged,
  conversationOpen,
  presenceOwn,
  presenceOwnChanged,
  privacyChanged,
  privacyGet,
} from "@livename/wire/calls";
import WebSocket from "ws";
import type { Heard, Version } from "./order.ts";

const NAMES = new Map<number, string>([
  [alertList.method, "alerts"],
  [contactList.method, "contacts"],
  [conversationInbox.method, "inbox"],
  [conversationOpen.method, "conversation"],
  [presenceOwn.method, "status"],
  [privacyGet.method, "privacy"],
]);

/** The client's own connections, with everything that arrives told first. */
export function listening(hear: (heard: Heard) => void): Transport {
  return {
    open(url, protocol, events) {
      hear({ kind: "connection" });
      const own = new WebSocket(url, protocol, { perMessageDeflate: false }) as unknown as globalThis.WebSocket;
      return continueWebSocket(own).open(url, protocol, {
        ...events,
        opened: () => events.opened(),
        closed: (code, reason) => events.closed(code, reason),
        message(bytes) {
          for (const { method, replyTo, payload, error } of readServerFrame(bytes)) {
            const name = NAMES.get(method);
            if (replyTo && name && !error) hear({ kind: "answer", to: name });
            if (!replyTo) for (const heard of readPush(method, payload)) hear(heard);
          }
          events.message(bytes);
        },
      });
    },
  };
}

const register = (of: string, version: Version | undefined, behind = [of]): Heard[] =>
  version && version.version > 0 ? [{ kind: "register", of, behind, version }] : [];

const oneEpoch = (version: Version | undefined) => version && { ...version, epoch: 0 };

function readPush(method: number, payload: Uint8Array): Heard[] {
  switch (method) {
    case presenceOwnChanged.method:
      return register("status", decode(presenceOwnChanged.read, payload).version);
    case privacyChanged.method:
      return register("privacy", decode(privacyChanged.read, payload).version);
    case contactChanged.method:
      // The epoch of a list also stands for what the directory says (K2); only its owner's changes count up.
      return register("contacts", oneEpoch(decode(contactChanged.read, payload).version));
    case conversationInboxChanged.method:
      return register("inbox", decode(conversationInboxChanged.read, payload).version, ["inbox", "conversation"]);
    case conversationAppended.method: {
      const { conversation, entry } = decode(conversationAppended.read, payload);
      const behind = ["inbox", "conversation"];
      return entry ? [{ kind: "entry", of: conversation, behind, number: entry.number }] : [];
    }
    case alertFired.method: {
      const { alert } = decode(alertFired.read, payload);
      return alert ? [{ kind: "entry", of: "alerts", behind: ["alerts"], number: alert.number }] : [];
    }
    default:
      return [];
  }
}
