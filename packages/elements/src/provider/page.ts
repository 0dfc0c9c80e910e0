import { PageProvider, type Provider } from "./provider.ts";

/** What stands under `Symbol.for("livename")` on a page: a provider for each contract spoken there. */
interface Page {
  contract1?: Provider;
}

const PAGE = Symbol.for("livename");

/** The provider of this page: made by whichever copy of the package asks first, then shared by all. */
export function pageProvider(): Provider {
  const holder = globalThis as { [PAGE]?: Page };
  holder[PAGE] ??= {};
  holder[PAGE].contract1 ??= new PageProvider();
  return holder[PAGE].contract1;
}

/** The provider of another page of this origin, if there is one. */
export const providerOf = (view: Window): Provider | undefined => (view as { [PAGE]?: Page })[PAGE]?.contract1;
