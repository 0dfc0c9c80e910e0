/** Closes the connection that the loader began. Before it is there that would be an error on the page's console. */
export function closeBegun(socket: WebSocket): void {
  const CONNECTING = 0;
  if (socket.readyState === CONNECTING) socket.addEventListener("open", () => socket.close());
  else socket.close();
}
