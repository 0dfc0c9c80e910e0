import { expect, it } from "vitest";
import { createHarness, type TestSocket } from "../../test/edge-harness.ts";

const FAULT = 1_011;
const send = (socket: TestSocket, bytes: number): void => socket.events!.partial!(bytes);

it("F13: an incomplete message is held for its person, and a connection closes when there is no room for it", async () => {
  const { signIn, edge, drop } = createHarness({ memory: { totalBytes: 1_000_000, personBytes: 100_000 } });
  const [first, second] = [(await signIn("amy")).socket, (await signIn("amy")).socket];
  send(first, 60_000);
  send(first, 70_000);
  expect(edge.budget.held("incoming")).toBe(70_000);
  send(second, 40_000);
  expect([first.closed, second.closed?.code]).toEqual([undefined, FAULT]);
  expect(edge.budget.held("incoming")).toBe(70_000);
  send((await signIn("mike")).socket, 60_000);
  expect(edge.budget.held("incoming")).toBe(130_000);
  send(first, 0);
  expect(edge.budget.held("incoming")).toBe(60_000);
  send(first, 50_000);
  drop(first);
  expect(edge.budget.held("incoming")).toBe(60_000);
});

it("F13: strangers leave room to those who have signed in", async () => {
  const { signIn, edge, connect } = createHarness({ memory: { totalBytes: 1_000_000, personBytes: 500_000 } });
  const strangers = Array.from({ length: 20 }, () => connect());
  for (const stranger of strangers) send(stranger, 65_000);
  expect(strangers.filter(({ closed }) => closed?.code === FAULT).length).toBe(9);
  expect(edge.budget.held("incoming")).toBe(11 * 65_000);
  const { socket } = await signIn("amy");
  send(socket, 65_000);
  expect(socket.closed).toBeUndefined();
});
