import { PageProvider, type Provider } from "./provider.ts";

/** The value of `Symbol.for("livename")` on a page: a provider for each version of the contract. */
interface Page {
  contract1?: Provider;
}

const PAGE = Symbol.for("livename");

/** The provider of this page. The first copy of the package that asks creates it; all copies share it. */
export function pageProvider(): Provider {
  const holder = globalThis as { [PAGE]?: Page };
  holder[PAGE] ??= {};
  holder[PAGE].contract1 ??= new PageProvider();
  return holder[PAGE].contract1;
}

/** The provider of another page of this origin, if there is one. */
export const providerOf = (view: Window): Provider | undefined => (view as { [PAGE]?: Page })[PAGE]?.contract1;
