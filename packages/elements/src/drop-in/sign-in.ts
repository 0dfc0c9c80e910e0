import { ensureDefined } from "../define/registry.ts";
import { native } from "../dom/native.ts";
import { layerOf, standIn } from "../overlay/layer.ts";
import { takeTheme } from "../overlay/theme.ts";
import { pageProvider } from "../provider/page.ts";

/** Storage key: the viewer does not want to see the offer in this tab. */
const HIDDEN = "livename-sign-in";

export interface SignInOffer {
  readonly prefix: string;
  /** Language of the offer; undefined: that of the page. */
  readonly lang: string | undefined;
  /** Remembers for this tab that the viewer hid the offer. */
  readonly storage: Pick<Storage, "getItem" | "setItem">;
  /** Whether the page has names that would become live by signing in. */
  hasNames(): boolean;
}

/**
 * Offers sign-in on a page where nobody is signed in, unless the page has a `<live-status>`, which offers it too.
 *
 * @returns `look` checks again whether to show the offer, `stop` removes it for good
 */
export function addSignIn({ prefix, lang, storage, hasNames }: SignInOffer): { look(): void; stop(): void } {
  const provider = pageProvider();
  let offer: HTMLElement | undefined;
  let wanted = storage.getItem(HIDDEN) !== "no";
  let loading = false;

  const isDue = (): boolean =>
    wanted &&
    provider.state.name === "signed-out" &&
    provider.state.canSignIn &&
    hasNames() &&
    native(document, "getElementsByTagName")(`${prefix}-status`).length === 0;
  const look = (): void => {
    // Whether somebody is signed in is not known now, so the offer stays as it is.
    if (wanted && offer && provider.state.name === "connecting") return;
    if (!isDue()) {
      offer?.remove();
      offer = undefined;
    } else if (!offer && !loading) {
      loading = true;
      // Without this code names look as the page wrote them.
      void add()
        .catch(() => {})
        .finally(() => (loading = false));
    }
  };
  const add = async (): Promise<void> => {
    const { LiveSignIn } = await import("../sign-in/live-sign-in.ts");
    if (!isDue()) return;
    ensureDefined(LiveSignIn);
    const element = new LiveSignIn();
    if (lang !== undefined) element.lang = lang;
    element.hide = () => {
      storage.setItem(HIDDEN, "no");
      stop();
    };
    offer = element;
    takeTheme(element, native(document, "body"));
    standIn(layerOf(native(document, "documentElement")), element);
  };
  const unsubscribe = provider.subscribe(look);
  const stop = (): void => {
    wanted = false;
    unsubscribe();
    look();
  };
  look();
  return { look, stop };
}
