import { define, provide } from "@livename/elements";
import { PinBoard } from "../elements/pin-board.ts";

const asked = new URLSearchParams(location.search);
document.documentElement.dir = asked.get("dir") ?? "ltr";
provide({ url: location.origin, token: () => `demo:${asked.get("as") ?? "amy"}` });
define();
customElements.define("pin-board", PinBoard);
