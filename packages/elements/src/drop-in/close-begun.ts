/**
 * Closes the connection that the loader opened. Closing it while it connects would log an error to the page's console.
 */
export function closeBegun(socket: WebSocket): void {
  const CONNECTING = 0;
  if (socket.readyState === CONNECTING) socket.addEventListener("open", () => socket.close());
  else socket.close();
}
