export { FakeClock, settled } from "./fake-clock.ts";
export { MemoryLink, MemoryTransport, type ServerEvents, type ServerSocket } from "./memory-transport.ts";
export { startTestServer, type TestPerson, type TestServer, type TestServerOptions } from "./test-server.ts";
