// What the load client says in XMPP, and the words by which it knows what comes.
import { HOST, nameOf, PASSWORD } from "./contacts.ts";
import type { Transport } from "./xmpp-socket.ts";

const RESOURCE = "bench";
const TEXT = "Have you read my proposal? It is in the shared folder.";

export const Word = {
  SIGNED_IN: Buffer.from("<success"),
  REFUSED: Buffer.from("<failure"),
  PRESENCE: Buffer.from("<presence "),
  MESSAGE: Buffer.from("<message "),
  /** Only what person 0 sends has this name with its resource in it. */
  STAR: Buffer.from(`${nameOf(0)}@${HOST}/`),
} as const;

const opening = (transport: Transport): string =>
  transport === "tcp"
    ? `<?xml version='1.0'?><stream:stream to='${HOST}' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>`
    : `<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='${HOST}' version='1.0'/>`;

const plain = (name: string): string => Buffer.from(`\0${name}\0${PASSWORD}`).toString("base64");

export const signIn = (transport: Transport, index: number): string[] => [
  opening(transport),
  `<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='PLAIN'>${plain(nameOf(index))}</auth>`,
];

/** The stream begins again; then a session, the roster, and presence, which brings the contacts' presence. */
export const comeIn = (transport: Transport): string[] => [
  opening(transport),
  `<iq type='set' id='1' xmlns='jabber:client'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>${RESOURCE}</resource></bind></iq>`,
  "<iq type='get' id='2' xmlns='jabber:client'><query xmlns='jabber:iq:roster'/></iq>",
  "<presence xmlns='jabber:client'/>",
];

export const change = (show: string): string => `<presence xmlns='jabber:client'><show>${show}</show></presence>`;

/** To the connection itself, not to the person: so the peer need not look for where the person is. */
export const message = (to: number): string =>
  `<message xmlns='jabber:client' type='chat' id='bench' to='${nameOf(to)}@${HOST}/${RESOURCE}'><body>${TEXT}</body></message>`;
