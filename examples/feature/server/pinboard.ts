// The pinboard of a page, as the server has it: who may see and pin, how much, and who is told.
import * as feature from "@livename/server/feature";
import { Code, Refusal, route, type ScopeChanges } from "@livename/server/feature";
import { pinboardChanged, pinboardFollow, pinboardPin, pinboardRemove } from "../gen/handlers.js";
import type { ChangesInit, PinInit } from "../gen/pinboard.js";
import type { Reads, Row, Writes } from "./sqlite.ts";

const sqlite = feature.moduleBeside(import.meta.url, "sqlite");
const storage = feature.defineStorage<Reads, Writes>({ name: "pinboard", sqlite });

/** What a person, by id, may do on a board. */
export type Right = (person: string, board: string) => "none" | "see" | "pin";

export const pinboard = feature.defineFeature({
  name: "pinboard",
  storages: [storage],
  pushes: [pinboardChanged],
  options: { right: (() => "pin") as Right, mostChars: 280, mostPins: 50 },
  open({ budget, clock, communities, log, options, people, push, storage: open }) {
    const store = open(storage);
    const authorOf = (id: string) => people.resolve(communities[0]!, id);
    const toPin = ({ id, text, author }: Row): PinInit => {
      const person = authorOf(author);
      return { id, text, author, address: person?.addresses[0], name: person?.name };
    };
    const toChanges = ({ version, registers, ...rest }: ScopeChanges<Row>): ChangesInit => {
      return { ...rest, version: { epoch: store.epoch, version }, registers: registers.map(toPin) };
    };
    const boards = new feature.Scopes<Row>({
      clock,
      log,
      meter: { budget, kind: "pinboard", bytes: 128 },
      read: (board, since) => store.read("since", board, since),
      frame: (board, changes) => push(pinboardChanged, { board, changes: toChanges(changes) }),
    });
    // With a person who is erased go their pins.
    const stopListening = people.onChange((_community, id) => void (authorOf(id) ?? boards.reread()));

    /** Whether the person may pin. */
    function demand(right: "see" | "pin", { person }: feature.Session, board: string): boolean {
      if (board === "" || board.length > 200)
        throw new Refusal(Code.INVALID, "A board is called by 1 to 200 characters. Take the path of its page.");
      const has = options.right(person, board);
      if (has !== "pin" && has !== right)
        throw new Refusal(Code.FORBIDDEN, `You may not ${right} here. Ask whoever runs this page for the right.`);
      return has === "pin";
    }

    return {
      routes: [
        route(pinboardFollow, { rate: "read" }, async (session, { board, held }, context) => {
          const mayPin = demand("see", session, board);
          const since = held?.epoch === store.epoch ? held.version : 0;
          const changes = toChanges(await boards.follow(context, session, board, since));
          return { changes, mayPin, mostChars: options.mostChars };
        }),
        route(pinboardPin, { rate: "write" }, (session, { board, text: written }, { key, payload }) => {
          demand("pin", session, board);
          const text = written.trim();
          if (text === "") throw new Refusal(Code.INVALID, "There is nothing to pin. Write a text.");
          if (text.length > options.mostChars)
            throw new Refusal(Code.TOO_LARGE, `A pin has ${options.mostChars} characters at most. Shorten it.`);
          const values = [board, session.person, text, options.mostPins, { key, payload }] as const;
          return store.writeThen("pin", values, ({ id, row }) => {
            boards.changed(board, row);
            return { id };
          });
        }),
        route(pinboardRemove, { rate: "write" }, (session, { board, id }) => {
          demand("pin", session, board);
          return store.writeThen("remove", [board, session.person, id], (row) => {
            boards.changed(board, row);
            return {};
          });
        }),
      ],
      gauges: [{ name: "pinboard_boards", help: "Boards that somebody follows.", value: () => boards.topics.size }],
      stop() {
        stopListening();
        boards.stop();
      },
    };
  },
});
