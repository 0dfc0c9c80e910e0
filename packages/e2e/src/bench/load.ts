// A load client: a process of its own that keeps a crowd of connections and measures what its parent asks for.
import { decode, readServerFrame } from "@livename/wire";
import { conversationOpen } from "@livename/wire/calls";
import { type Answered, answered } from "./asking.ts";
import { serveParent } from "./child.ts";
import { churn } from "./churn.ts";
import { fanOut } from "./fan-out.ts";
import { FloorOp, floorMessage } from "./floor.ts";
import { type Company, gatherCompany } from "./gathering.ts";
import type { Gathered, GatherRequest, LoadRequest } from "./load-requests.ts";
import { clientFrame } from "./raw-socket.ts";
import { refusalsIn, repliesIn } from "./replies.ts";
import { Returning, survey } from "./returning.ts";
import { CommandId, openCommand, ownCommand, sendCommand, typingCommand } from "./talk.ts";

let company: Company | undefined;
let returning: Returning | undefined;

function present(): Company {
  if (!company) throw new Error("Nobody is here: gather first.");
  return company;
}

function staying(): Returning {
  if (!returning) throw new Error("Nobody would come back: ask them to stay first.");
  return returning;
}

async function gatherCrowd(request: GatherRequest): Promise<Gathered> {
  const { gathered, ...found } = await gatherCompany(request);
  company = found.company;
  return gathered;
}

/** Small commands: as fast as they are answered (rate 0), or so many a second whatever the answers do. */
function commands(seconds: number, rate: number, answerBytes: number): Promise<Answered> {
  const ours = present().target.kind === "livename";
  const request = ours ? ownCommand() : floorMessage(FloorOp.ANSWER, answerBytes, 0, 9);
  const frame = clientFrame(request);
  return answered(present().crowd.members, seconds, rate, present().crowd.members.length, {
    start: (index) => present().crowd.members[index]!.socket.sendFramed(frame),
    answers: (payload) => (ours ? repliesIn(payload, CommandId.OWN) : 1),
    refused: (payload) => (ours ? refusalsIn(payload, CommandId.OWN) : 0),
  });
}

/** Members write to each other in pairs: both have the conversation open, so each message is seen by both. */
const partnerOf = (index: number): number => index ^ 1;

/** Pairs of members write to each other, or say that they do. */
async function messages(request: LoadRequest & { do: "messages" }): Promise<Answered> {
  const { members } = present().crowd;
  const ours = present().target.kind === "livename";
  const active = Math.min(request.active, members.length);
  const text = "Have you read my proposal? It is in the shared folder.";
  const conversations: string[] = [];
  if (ours) {
    for (let index = 0; index < active; index++) {
      conversations[index] = await openConversation(index, request.people[partnerOf(index)]!);
    }
  }
  const { answerBytes = 100 } = request;
  const answer = request.signals ? CommandId.TYPING : CommandId.SEND;
  let made = 0;
  return answered(members, request.seconds, request.rate, active, {
    start: (index) => {
      const key = `bench-${process.pid}-${made++}`;
      if (!ours) members[index]!.socket.send(floorMessage(FloorOp.TO_ONE, answerBytes, partnerOf(index), 120));
      else if (request.signals) members[index]!.socket.send(typingCommand(conversations[index]!));
      else members[index]!.socket.send(sendCommand(CommandId.SEND, conversations[index]!, text, key));
    },
    answers: (payload) => (ours ? repliesIn(payload, answer) : payload.length === 16 ? 1 : 0),
    refused: (payload) => (ours ? refusalsIn(payload, answer) : 0),
  });
}

function openConversation(index: number, person: string): Promise<string> {
  const member = present().crowd.members[index]!;
  return new Promise((resolve, reject) => {
    member.onMessage = (payload) => {
      for (const message of readServerFrame(payload)) {
        if (message.replyTo !== CommandId.OPEN) continue;
        member.onMessage = () => undefined;
        if (message.error) reject(new Error(message.error.message));
        else resolve(decode(conversationOpen.read, message.payload).conversation?.id ?? "");
      }
    };
    member.socket.send(openCommand(person));
  });
}

serveParent<LoadRequest>((request) => {
  switch (request.do) {
    case "gather":
      return gatherCrowd(request);
    case "fan-out":
      return fanOut(present(), request);
    case "churn":
      return churn(present(), request);
    case "commands":
      return commands(request.seconds, request.rate, request.answerBytes ?? 60);
    case "messages":
      return messages(request);
    case "survey":
      return survey(present());
    case "stay":
      returning = new Returning(present());
      return undefined;
    case "cut":
      return staying().cut();
    case "back":
      return staying().back(request.sinceMs, request.patienceMs);
    case "disperse":
      company?.crowd.disperse();
      company = undefined;
      return undefined;
  }
});
