import { InvalidOption } from "./errors.ts";

/** Makes the error for an invalid server address. It says what to write instead. */
export function wrongAddress(address: string): Error {
  const host = /^\/*([\w.-]+\.[\w.-]+|localhost)(:\d+)?(\/.*)?$/.exec(address) ?? undefined;
  const advice = host
    ? `https://${address.replace(/^\/+/, "")}`
    : "the whole address of the server, such as https://im.example.com";
  return new InvalidOption(
    `The option url is ${JSON.stringify(address.slice(0, 100))}, which lacks its scheme or host. Write ${advice}.`,
  );
}
