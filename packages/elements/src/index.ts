// The public API: how to start, the elements, their events, and the provider for code that follows people itself.

// For elements of one's own, experimental: the page's client, and the look of the others.
export { ClientController } from "./controllers/client.ts";
export { defineElement, type ElementClass, useElementPrefix } from "./define/registry.ts";
export { type DefineOptions, define } from "./define.ts";
export { LiveCardEvent } from "./events/live-card.ts";
export { LiveCloseEvent } from "./events/live-close.ts";
export { LiveOpenEvent } from "./events/live-open.ts";
export { LivePlaceChangeEvent } from "./events/live-place-change.ts";
export { LiveSelectEvent } from "./events/live-select.ts";
export { LiveStatusChangeEvent } from "./events/live-status-change.ts";
export { LiveAlerts } from "./live-alerts/live-alerts.ts";
export { LiveChart } from "./live-chart/live-chart.ts";
export { LiveChat } from "./live-chat/live-chat.ts";
export { LiveContacts } from "./live-contacts/live-contacts.ts";
export { LiveDock } from "./live-dock/live-dock.ts";
export { type ListOrder, LiveList } from "./live-list/live-list.ts";
export { LiveName } from "./live-name/live-name.ts";
export { LivePlace } from "./live-place/live-place.ts";
export { LivePrivacy } from "./live-privacy/live-privacy.ts";
export { LiveSearch } from "./live-search/live-search.ts";
export { LiveStatus } from "./live-status/live-status.ts";
export { provide } from "./provide.ts";
export type { FollowListener } from "./provider/follows.ts";
export { pageProvider } from "./provider/page.ts";
export type { ChatSurface, ProvideOptions, Provider } from "./provider/provider.ts";
export type { ProviderState } from "./provider/state.ts";
export { controls, surface } from "./theme/controls.styles.ts";
export { tokens } from "./theme/tokens.ts";
